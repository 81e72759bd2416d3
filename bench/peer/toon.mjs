// The npm package @toon-format/toon. Answers JSON lines: {"json": "..."} on stdin gives {"toon": ["...", ...]} on stdout:
// delimited by comma, tab and bar, each without and with folded keys, for the asker to take the cheapest.
//
//   node toon.mjs
import fs from "node:fs";
import readline from "node:readline";
import { encode } from "@toon-format/toon";

for await (const line of readline.createInterface({ input: process.stdin })) {
  const value = JSON.parse(JSON.parse(line).json);
  const toon = [",", "\t", "|"].flatMap((delimiter) => ["off", "safe"].map((keyFolding) => encode(value, { delimiter, keyFolding })));
  fs.writeSync(1, JSON.stringify({ toon }) + "\n");
}
