#!/bin/sh
# Builds the benchmarks and runs them with the arguments given, for example:
#   run.sh predict --networks lenet5 --json results.json
#   run.sh train
#   run.sh start
#   run.sh report speed.md
# The last makes all tables of the README, one after the other, in about half an hour.
set -eu
project=$(cd "$(dirname "$0")" && pwd)
dotnet build "$project" --configuration Release --nologo --verbosity quiet -consoleLoggerParameters:ErrorsOnly >&2

if [ "${1-}" = report ]; then
  report=$(realpath "$2")
  part=$(mktemp)
  : > "$report"
  add() { "$0" "$@" --md "$part" && { cat "$part"; echo; } >> "$report"; }
  add predict
  add predict --networks lenet5,vggfashion --batch 64
  add train
  add predict --threads 2
  add train --threads 2
  add start
  rm "$part"
  exit
fi

if [ "${1-}" = start ]; then
  programs=$project/../CnnGen.Start
  isa=x86-64-v3
  ! grep -q avx512vl /proc/cpuinfo || isa=x86-64-v4
  export CNNGEN_START="$project/bin/start"
  quietly() { dotnet "$@" --configuration Release --nologo --verbosity quiet -consoleLoggerParameters:ErrorsOnly >&2; }
  quietly build "$programs/OnnxRuntime" --output "$CNNGEN_START/onnxruntime"
  quietly publish "$programs/Ours" --output "$CNNGEN_START/jit" -p:PublishAot=false
  quietly publish "$programs/Ours" --output "$CNNGEN_START/ready" -p:PublishAot=false -p:PublishReadyToRun=true \
    --runtime linux-x64 --no-self-contained -p:TieredCompilationQuickJitForLoops=false
  quietly publish "$programs/Ours" --output "$CNNGEN_START/aot" -p:Isa=$isa
fi

# libtorch allocates and frees large maps in each step. By default glibc hands them back to the system each time,
# and faulting the pages in again can cost more than the step: let it keep them.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=67108864

# By default the runtime optimises what calls a kernel's loops when nothing new was compiled for a tenth of a second: here something new is all the time.
[ "${1-}" != layers ] || export DOTNET_TC_CallCountingDelayMs=0

exec dotnet "$project/bin/Release/net10.0/linux-x64/CnnGen.Benchmarks.dll" "$@"
