#!/bin/sh
# Measures content with a grammar on a folder of development data and writes bench/results/content.md, each figure under the command that gives it.
#   bench/content.sh FOLDER
# Needs Node 20 or later, for TOON. FOLDER holds a .jsonl file a suite, as `Pith.Bench` reads them. Speeds need a machine with nothing else to do.
set -eu
data=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
[ -d bench/peer/node_modules/@toon-format ] || (cd bench/peer && npm ci >&2)
dotnet build bench/Pith.Bench -c Release --nologo -v quiet >&2
out=bench/results/content.md
{
    echo "# Content with a grammar"
    echo
    echo "Written by \`bench/content.sh FOLDER\` at commit $(git rev-parse --short HEAD); $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors. Floors stand beside the methods at the same budget."
} > $out
run() {
    title=$1
    shift
    echo "$title" >&2
    result=$(dotnet artifacts/bin/Pith.Bench/release/Pith.Bench.dll "$@") || [ -n "$result" ] # a missed target is a result, too
    {
        echo
        echo "## $title"
        echo
        echo "\`Pith.Bench $*\`" | sed "s|$data|FOLDER|"
        echo
        echo '```'
        echo "$result" | sed "s|$data|FOLDER|"
        echo '```'
    } >> $out
}
run "What the router takes documents for" routing "$data"
run "Arrays of records with the question, 15 %" asked "$data" json_webhooks json,auto,head-tail,tf-idf,random 0.15
run "Keys and values with the question, 15 %" asked "$data" kv_retrieval_75 json,auto,head-tail,tf-idf,random 0.15
run "Tables with the question, 35 %: wikitablequestions" asked "$data" wikitablequestions table,auto,head-tail,tf-idf,random 0.35
run "Tables with the question, 35 %: tatqa, tables alone" asked "$data" tatqa table,head-tail,tf-idf,random 0.35
run "Tables with the question, 35 %: tatqa, whole records" asked "$data" tatqa+ table,auto,head-tail,tf-idf,random 0.35
run "Failures in logs, 10 % and 5 %" content "$data" logs ci_logs 0.1,0.05 all
run "Without loss: tokens against minified JSON and TOON, repeats alone, and speeds" lossless "$data"
run "Sampling of arrays, milliseconds for a megabyte" json
run "Logs, milliseconds for a megabyte" logs
echo $out >&2
