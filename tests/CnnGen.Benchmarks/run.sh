#!/bin/sh
# Builds the benchmarks and runs them with the arguments given, for example:
#   run.sh predict --networks lenet5 --json results.json
#   run.sh train
set -eu
project=$(cd "$(dirname "$0")" && pwd)
output="$project/bin/Release/net10.0/linux-x64"
program="$output/CnnGen.Benchmarks.dll"
dotnet build "$project" --configuration Release --nologo -consoleLoggerParameters:ErrorsOnly >&2

# libtorch allocates and frees large maps in each step. By default glibc hands them back to the system each time,
# and faulting the pages in again costs more than the step on some machines: let it keep them.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=67108864

# A C++ library from before GCC 13 sets its streams up in each file that includes <iostream>, not in a function of its own.
# The stand-in does the former and offers the latter, empty, to libraries that were built for newer ones.
state=$(dotnet "$program" prepare)
if [ "$state" = shim ]; then
    shim="$output/libstreams.so"
    printf '%s\n' '#include <iostream>' 'namespace std { void ios_base_library_init() {} }' |
        g++ -O2 -shared -fPIC -x c++ -o "$shim" -
    export LD_PRELOAD="$shim${LD_PRELOAD:+:$LD_PRELOAD}"
fi

exec dotnet "$program" "$@"
