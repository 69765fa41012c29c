#!/bin/sh
# Builds the comparison with TorchSharp and runs it with the arguments given, for example:
#   run.sh --small
#   run.sh ResNet18 DenseNet121
set -eu
project=$(cd "$(dirname "$0")" && pwd)
dotnet build "$project" --configuration Release --nologo --verbosity quiet -consoleLoggerParameters:ErrorsOnly >&2

# libtorch allocates and frees large maps in each step. By default glibc hands them back to the system each time,
# and faulting the pages in again can cost more than the step: let it keep them.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=67108864

exec dotnet "$project/bin/Release/net10.0/linux-x64/CnnGen.Parity.dll" "$@"
