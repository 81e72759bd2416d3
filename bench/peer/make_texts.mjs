// Builds texts.jsonl (two prompts) from openly licensed records of dev_quick.jsonl. Deterministic.
//   node make_texts.mjs RECORDS.jsonl [texts.jsonl]
import fs from "node:fs";
import { Tiktoken } from "js-tiktoken/lite";
import o200k_base from "js-tiktoken/ranks/o200k_base";

const src = process.argv[2];
if (!src) { console.error("usage: node make_texts.mjs RECORDS.jsonl [texts.jsonl]"); process.exit(2); }
const out = process.argv[3] ?? new URL("./texts.jsonl", import.meta.url).pathname;
const enc = new Tiktoken(o200k_base);
const count = (s) => enc.encode(s, [], []).length;
const recs = fs.readFileSync(src, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));

const tidy = (s) => s
  .replace(/\{[a-z]+\}/g, " ")               // {vocalsound}, {disfmarker}, ...
  .replace(/\s+([.,?!;:])/g, "$1")           // "welcome ." -> "welcome."
  .replace(/\s+/g, " ").trim();

function meeting(id) {
  const r = recs.find((x) => x.id === id);
  const lines = r.docs[0].turns
    .map((t) => [t.speaker, tidy(t.text)])
    .filter(([, t]) => /[A-Za-z]{2}/.test(t))
    .map(([s, t]) => `${s}: ${t}`);
  return { lines, from: { id: r.id, licence: r.licence, source: r.source } };
}
function prose(suite) {
  return recs.filter((r) => r.suite === suite && r.lang === "en").map((r) => ({
    text: tidy(r.docs[0].text), from: { id: r.id, licence: r.licence, source: r.source },
  }));
}
// Append whole pieces until the target is reached; the token count is that of the whole text.
function fill(pieces, target, sep) {
  const used = []; let text = "";
  for (const p of pieces) {
    const next = text ? text + sep + p.text : p.text;
    if (count(next) > target * 1.02) { if (count(text) >= target * 0.97) break; else continue; }
    text = next; used.push(p.from);
    if (count(text) >= target) break;
  }
  return { text, used };
}
const uniq = (a) => [...new Map(a.map((x) => [x.id, x])).values()];

// ~500 tokens: encyclopaedic prose.
const small = fill(prose("boolq_contrast"), 500, "\n\n");
// ~5,000 tokens: half meeting transcript (several full windows), half prose.
const m = meeting("qmsum:val:33");
const a = fill(m.lines.map((l) => ({ text: l, from: m.from })), 2500, "\n");
const b = fill([...prose("quoref"), ...prose("squad2")], 5000 - count(a.text), "\n\n");
const large = { text: a.text + "\n\n" + b.text, used: [...a.used, ...b.used] };

const rows = [["prose-500", small], ["mixed-5000", large]].map(([id, t]) => ({
  id, text: t.text, o200k_tokens: count(t.text), from: uniq(t.used),
}));
fs.writeFileSync(out, rows.map((r) => JSON.stringify(r)).join("\n") + "\n");
for (const r of rows) console.log(r.id, r.o200k_tokens, "tokens,", r.text.length, "chars,", r.text.split(/\s+/).length, "words,", r.from.length, "records");
