#!/bin/sh
# Every random network on every instruction set with each accuracy of its convolutions: nine runs of some minutes. Each network runs on 1 to 4 threads
# in each of them. Run it after `dotnet build -c Release`.
set -eu
cd "$(dirname "$0")/.."
failed=0
for vectors in NONE=0 DOTNET_EnableAVX512=0 DOTNET_EnableAVX2=0; do
  for accuracy in Fast Balanced Direct; do
    echo "$vectors, accuracy $accuracy"
    env "$vectors" CNNGEN_ACCURACY=$accuracy dotnet test tests/CnnGen.Tests -c Release --no-build --nologo --filter "Random|Sweep|Guarded|Winograd|Blocks" || failed=$((failed + 1))
  done
done
echo "$failed of 9 failed"
[ $failed -eq 0 ]
