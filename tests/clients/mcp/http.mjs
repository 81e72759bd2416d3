// Drives a server over HTTP with a client of others: node http.mjs <sdk|client> <URL> <key>
// Prints a line a check.
import assert from 'node:assert/strict';

const [which, url, key] = process.argv.slice(2);
const sdk = which === 'sdk';
const { Client } = await import(sdk ? '@modelcontextprotocol/sdk/client/index.js' : '@modelcontextprotocol/client');
const { StreamableHTTPClientTransport } = await import(sdk ? '@modelcontextprotocol/sdk/client/streamableHttp.js' : '@modelcontextprotocol/client');

const connect = async headers => {
    const client = new Client({ name: `pith-test-${which}`, version: '1' }, sdk ? {} : { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    return client;
};
const done = name => console.log(`ok ${name}`);

await assert.rejects(connect({}));
done('no key');

const client = await connect({ Authorization: `Bearer ${key}` });
try {
    assert.equal(client.getServerVersion().name, 'pith');
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(t => t.name).sort(), ['compress_text', 'count', 'methods', 'retrieve']);
    done('list');

    const text = Array.from({ length: 200 }, (_, i) => `2026-01-01T10:00:${String(i % 60).padStart(2, '0')}Z INFO worker processed batch ${i * 7919}`).join('\n');
    const short = await client.callTool({ name: 'compress_text', arguments: { text, rate: 0.3, method: 'logs' } });
    assert.ok(!short.isError && short.structuredContent.tokens_after < short.structuredContent.tokens_before / 2);
    const whole = await client.callTool({ name: 'retrieve', arguments: { handle: short.structuredContent.original, budget: 100000 } });
    assert.equal(whole.structuredContent.text, text);
    done('tools');

    const wrong = await client.callTool({ name: 'count', arguments: { txt: 'a' } });
    assert.ok(wrong.isError && /Did you mean 'text'/.test(wrong.content[0].text));
    await assert.rejects(client.callTool({ name: 'compress_file', arguments: { path: 'a' } }), /compress_text/);
    done('errors');

    const many = await Promise.all(Array.from({ length: 16 }, (_, i) => client.callTool({ name: 'count', arguments: { text: 'a '.repeat(i + 1) } })));
    assert.ok(many.every((r, i) => r.structuredContent.characters === 2 * (i + 1)));
    done('concurrent');
} finally {
    await client.close();
}
