// The npm package @atjsh/llmlingua-2 (transformers.js + onnxruntime-node, CPU) on Pith's own weights, offline.
// Answers JSON lines: {"text": "...", "rate": 0.5} on stdin gives {"ms": ..., "cpu_ms": ..., "output": "..."} on stdout.
//
//   node peer.mjs [--model DIR] [--threads N] [--dtype q8]
//
// `ms` is only `await compressor.compress(text, {rate})`: model and vocabulary are loaded before the first line is read.
// --threads 0 (the default) leaves the choice to onnxruntime-node.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { env } from "@huggingface/transformers";
import { LLMLingua2 } from "@atjsh/llmlingua-2";
import { Tiktoken } from "js-tiktoken/lite";
import o200k_base from "js-tiktoken/ranks/o200k_base";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: a } = parseArgs({
  options: {
    model: { type: "string", default: path.join(here, "../../models/pith-small-en") },
    threads: { type: "string", default: "0" },
    dtype: { type: "string", default: "q8" },
  },
});
const threads = Number(a.threads);
if (!Number.isInteger(threads) || threads < 0) { console.error(`--threads: an integer of 0 or more, got ${a.threads}`); process.exit(2); }
const onnxName = { q8: "model_quantized.onnx", int8: "model_int8.onnx" }[a.dtype];
if (!onnxName) { console.error("--dtype: q8 or int8"); process.exit(2); }

const write = (o) => fs.writeSync(1, JSON.stringify(o) + "\n");
const version = (name) => JSON.parse(fs.readFileSync(path.join(here, "node_modules", name, "package.json"), "utf8")).version;

// transformers.js reads no vocab.txt: the same WordPiece tokenizer in the form that it does read.
function tokenizerJson(dir) {
  const spellings = fs.readFileSync(path.join(dir, "vocab.txt"), "utf8").split("\n").filter((l) => l.length);
  const vocab = Object.fromEntries(spellings.map((s, i) => [s, i]));
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const ends = (id, type_id = 0) => ({ SpecialToken: { id, type_id } });
  const part = (id, type_id) => ({ Sequence: { id, type_id } });
  return JSON.stringify({
    version: "1.0", truncation: null, padding: null,
    added_tokens: special.map((content) => ({ id: vocab[content], content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [ends("[CLS]"), part("A", 0), ends("[SEP]")],
      pair: [ends("[CLS]"), part("A", 0), ends("[SEP]"), part("B", 1), ends("[SEP]", 1)],
      special_tokens: Object.fromEntries(["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }])),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
  });
}

// The package wants a folder of its own shape; the copy's name tells its content.
function prepare(dir) {
  const weights = fs.readFileSync(path.join(dir, "model_int8.onnx"));
  const config = JSON.parse(fs.readFileSync(path.join(dir, "config.json"), "utf8"));
  const files = {
    [`onnx/${onnxName}`]: weights,
    "tokenizer.json": fs.existsSync(path.join(dir, "tokenizer.json")) ? fs.readFileSync(path.join(dir, "tokenizer.json")) : tokenizerJson(dir),
    "tokenizer_config.json": fs.readFileSync(path.join(dir, "tokenizer_config.json")),
    "special_tokens_map.json": fs.readFileSync(path.join(dir, "special_tokens_map.json")),
    "config.json": JSON.stringify({
      ...config, architectures: ["BertForTokenClassification"], num_labels: 2,
      id2label: { 0: "drop", 1: "keep" }, label2id: { drop: 0, keep: 1 },
    }, null, 2),
  };
  const key = createHash("sha256");
  for (const [name, content] of Object.entries(files)) key.update(name).update(createHash("sha256").update(content).digest());
  const out = path.join(here, ".models", key.digest("hex").slice(0, 16));
  fs.mkdirSync(path.join(out, "onnx"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    // Several harness processes may start at once.
    const temporary = path.join(out, `${name}.${process.pid}`);
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, path.join(out, name));
  }
  return out;
}

const modelDir = prepare(path.resolve(a.model));
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = path.dirname(modelDir) + path.sep;
const oaiTokenizer = new Tiktoken(o200k_base);
const { promptCompressor } = await LLMLingua2.WithBERTMultilingual(path.basename(modelDir), {
  transformerJSConfig: { device: "cpu", dtype: a.dtype },
  oaiTokenizer,
  modelSpecificOptions: {
    local_files_only: true,
    ...(threads > 0 ? { session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 } } : {}),
  },
});
write({
  package: version("@atjsh/llmlingua-2"), transformers: version("@huggingface/transformers"),
  onnxruntime: version("onnxruntime-node"), node: process.versions.node, threads,
});

const round = (x) => Math.round(x * 1000) / 1000;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { text, rate } = JSON.parse(line);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const output = await promptCompressor.compress(text, { rate });
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  write({ ms: round(ms), cpu_ms: round((used.user + used.system) / 1000), output });
}
