#!/bin/sh
# Measures everything and writes bench/results/<cpu>.md and .json; the Markdown also goes to stdout.
#   bench/run.sh [--only peer,share,growth,throughput,start,memory,precision,breakdown,windows,json]
#   dotnet artifacts/bin/Pith.Bench/release/Pith.Bench.dll gateway --minutes 5 --out bench/results          the gateway
#   dotnet artifacts/bin/Pith.Bench/release/Pith.Bench.dll replay FOLDER SUITES --out bench/results         prompt caches
# Needs the .NET SDK, Node 20 or later, and a machine with nothing else to do.
set -eu
cd "$(dirname "$0")/.."
[ -d bench/peer/node_modules ] || (cd bench/peer && npm ci >&2)
dotnet build bench/Pith.Bench -c Release --nologo -v quiet >&2
exec dotnet artifacts/bin/Pith.Bench/release/Pith.Bench.dll all --out bench/results "$@"
