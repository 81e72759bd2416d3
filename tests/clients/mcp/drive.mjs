// Drives `pith mcp` with a client of others: node drive.mjs <sdk|client> <folder> -- <command> [arguments]
// <folder> is allowed to the server and holds users.json and long.txt; secret.txt lies beside it. Prints a line a check.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [which, folder, , command, ...args] = process.argv.slice(2);
const sdk = which === 'sdk';
const { Client } = await import(sdk ? '@modelcontextprotocol/sdk/client/index.js' : '@modelcontextprotocol/client');
const { StdioClientTransport } = await import(sdk ? '@modelcontextprotocol/sdk/client/stdio.js' : '@modelcontextprotocol/client/stdio');

const client = new Client(
    { name: `pith-test-${which}`, version: '1' },
    sdk ? {} : { versionNegotiation: { mode: 'auto' } });
const transport = new StdioClientTransport({ command, args, stderr: 'inherit' });

// Anything on stdout that is no message of the protocol ends up here.
const errors = [];
client.onerror = error => errors.push(error);

const call = (name, args, options) => sdk
    ? client.callTool({ name, arguments: args }, undefined, options)
    : client.callTool({ name, arguments: args }, options);

const done = name => console.log(`ok ${name}`);

await client.connect(transport);
try {
    assert.equal(client.getServerVersion().name, 'pith');
    assert.match(client.getInstructions(), /retrieve/);
    done('connect');

    // From here on the client validates structured content against the output schemas.
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(t => t.name), ['compress_text', 'compress_file', 'retrieve', 'count', 'methods']);
    assert.ok(tools.every(t => t.annotations.readOnlyHint && t.annotations.destructiveHint === false && t.outputSchema.type === 'object'));
    done('list');

    const prose = readFileSync(path.join(folder, 'long.txt'), 'utf8').slice(0, 4000);
    const text = await call('compress_text', { text: prose, budget: 200, question: 'what was found' });
    assert.ok(!text.isError && text.structuredContent.tokens_after <= 200 && text.structuredContent.tokens_before > 200);
    assert.equal(text.content[0].text, text.structuredContent.text);
    done('compress_text');

    const json = readFileSync(path.join(folder, 'users.json'), 'utf8');
    const file = await call('compress_file', { path: 'users.json', rate: 0.1 });
    assert.equal(file.structuredContent.content, 'json');
    const { handle } = file.structuredContent.cuts.find(c => c.handle);
    assert.match(file.content[0].text, new RegExp(`#${handle}[\\],]`));
    done('compress_file');

    const part = await call('retrieve', { handle, budget: 100000 });
    assert.ok(json.includes(part.content[0].text));
    const whole = await call('retrieve', { handle: file.structuredContent.original, budget: 100000 });
    assert.equal(whole.structuredContent.text, json);
    const member = await call('retrieve', { handle: file.structuredContent.original, path: 'users.7.name' });
    assert.equal(member.content[0].text, '"user7"');
    done('retrieve');

    const counted = await call('count', { text: 'hello world', tokenizer: 'cl100k_base' });
    assert.deepEqual(counted.structuredContent, { tokens: 2, characters: 11, tokenizer: 'cl100k_base' });
    done('count');

    const methods = await call('methods', { family: 'lossless' });
    assert.deepEqual(methods.structuredContent.methods.map(m => m.id), ['lossless']);
    done('methods');

    const wrong = await call('compress_text', { txt: 'a', rate: 5 });
    assert.ok(wrong.isError && /Did you mean 'text'/.test(wrong.content[0].text) && /rate must be/.test(wrong.content[0].text));
    const outside = await call('compress_file', { path: '../secret.txt' });
    assert.ok(outside.isError && /outside/.test(outside.content[0].text));
    await assert.rejects(call('compress_txt', {}), /compress_text/);
    done('errors');

    const { resourceTemplates } = await client.listResourceTemplates();
    assert.equal(resourceTemplates[0].uriTemplate, 'pith://originals/{handle}');
    const resource = await client.readResource({ uri: `pith://originals/${handle}` });
    assert.ok(json.includes(resource.contents[0].text));
    await assert.rejects(client.readResource({ uri: 'pith://originals/aaaaaaaaaa' }), /There is no original/);
    done('resources');

    const steps = [];
    await call('compress_file', { path: 'long.txt', rate: 0.5, method: 'keep' }, { onprogress: p => steps.push(p.progress) });
    assert.ok(steps.length > 1 && steps.every((s, i) => i === 0 || s > steps[i - 1]), `progress: ${steps}`);
    done('progress');

    const stop = new AbortController();
    const long = call('compress_file', { path: 'long.txt', rate: 0.4, method: 'keep' }, { signal: stop.signal, onprogress: () => stop.abort(new Error('enough')) });
    await assert.rejects(long);
    const after = await call('count', { text: 'a' });
    assert.equal(after.structuredContent.tokens, 1);
    done('cancel');

    const many = await Promise.all(Array.from({ length: 16 }, (_, i) => call('compress_text', { text: `${i} ${prose}`, budget: 100, method: 'head-tail' })));
    assert.ok(many.every((r, i) => r.content[0].text.startsWith(`${i} `)));
    done('concurrent');

    // Progress that was under way when its call ended or was cancelled is for a token that the client has forgotten.
    assert.deepEqual(errors.filter(e => !/progress notification for an unknown token/.test(e.message)), []);
    done('nothing but protocol');
} finally {
    await client.close();
}
