// Drives the gateway with an official client: node drive.mjs <openai|anthropic> <base URL> <plain|retrieval>
// What the model behind it does is said by the model's name. Prints a line a check.
import assert from 'node:assert/strict';

const [which, base, route] = process.argv.slice(2);
const done = name => console.log(`ok ${name}`);
const statuses = [];
const heard = response => {
    statuses.push(response.headers.get('x-pith-status'));
    return response;
};

// A client that hangs is a failure, not a wait.
const within = (promise, what) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`${what} hangs`)), 60_000).unref())]);

const toolText = n => Array.from({ length: 120 }, (_, i) =>
    `2026-01-${String(i % 28 + 1).padStart(2, '0')}T10:${String(i % 60).padStart(2, '0')}:00Z INFO worker-${n} processed batch ${i * 7919 + n} in ${i % 97} ms with “quotes” and \\ slashes`).join('\n');
const question = 'What went wrong?';
const parameters = { type: 'object', properties: { file: { type: 'string' } }, required: ['file'], additionalProperties: false };

// Each: ask(model, history, stream) gives { text, calls, turn }: what was said and called, and the turn for the history; results(calls) the turns that answer; open(model) a stream of events.
async function openaiApis() {
    const { default: OpenAI } = await import('openai');
    const { ChatCompletionStream } = await import('openai/lib/ChatCompletionStream');
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${base}/v1`, maxRetries: 0, timeout: 50_000 });
    const chat = {
        name: 'chat',
        begin: () => [{ role: 'system', content: 'You help.' }, { role: 'user', content: question }],
        async ask(model, messages, stream) {
            const asked = { model, messages, tools: [{ type: 'function', function: { name: 'read_log', parameters } }] };
            const { data, response } = await client.chat.completions.create(stream ? { ...asked, stream, stream_options: { include_usage: true } } : asked).withResponse();
            heard(response);
            const answer = stream ? await ChatCompletionStream.fromReadableStream(data.toReadableStream()).finalChatCompletion() : data;
            const { message, finish_reason } = answer.choices[0];
            const calls = (message.tool_calls ?? []).map(c => ({ id: c.id, name: c.function.name, input: JSON.parse(c.function.arguments) }));
            assert.equal(finish_reason, calls.length > 0 ? 'tool_calls' : 'stop');
            assert.ok(answer.usage.total_tokens > 0);
            const turn = { role: 'assistant', content: message.content };
            return { text: message.content, calls, turn: [calls.length > 0 ? { ...turn, tool_calls: message.tool_calls.map(({ id, type, function: { name, arguments: a } }) => ({ id, type, function: { name, arguments: a } })) } : turn] };
        },
        open: model => client.chat.completions.create({ model, messages: chat.begin(), stream: true }),
        results: calls => calls.map(c => ({ role: 'tool', tool_call_id: c.id, content: toolText(c.input.file) })),
    };
    const responses = {
        name: 'responses',
        begin: () => [{ role: 'user', content: question }],
        async ask(model, input, stream) {
            const asked = { model, instructions: 'You help.', input, tools: [{ type: 'function', name: 'read_log', parameters, strict: true }] };
            const { data, response } = await client.responses.create(stream ? { ...asked, stream } : asked).withResponse();
            heard(response);
            let answer = data;
            if (stream) {
                let number = 0, told = '';
                for await (const event of data) {
                    assert.equal(event.sequence_number, number++);
                    told += event.type === 'response.output_text.delta' ? event.delta : '';
                    answer = event.type === 'response.completed' ? event.response : answer;
                }

                assert.equal(told, answer.output.filter(o => o.type === 'message').map(o => o.content[0].text).join(''));
            }

            const calls = answer.output.filter(o => o.type === 'function_call').map(o => ({ id: o.call_id, name: o.name, input: JSON.parse(o.arguments) }));
            return { text: answer.output.filter(o => o.type === 'message').map(o => o.content[0].text).join('\n'), calls, turn: answer.output };
        },
        open: model => client.responses.create({ model, input: question, stream: true }),
        results: calls => calls.map(c => ({ type: 'function_call_output', call_id: c.id, output: toolText(c.input.file) })),
        // What the client puts together from the events by itself.
        async accumulated() {
            const final = await client.responses.stream({ model: 'plain', input: question }).finalResponse();
            return final.output_text;
        },
    };
    const limited = e => e instanceof OpenAI.RateLimitError && e.status === 429 && e.code === 'rate_limit_exceeded' && e.error.message === 'Slow “down”.';
    const refused = e => e instanceof OpenAI.BadRequestError && e.status === 400 && e.code === 'unsupported_value' && e.param === 'messages';
    return { apis: [chat, responses], limited, refused };
}

async function anthropicApis() {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    const { MessageStream } = await import('@anthropic-ai/sdk/lib/MessageStream');
    const client = new Anthropic({ apiKey: 'sk-test', baseURL: base, maxRetries: 0, timeout: 50_000 });
    const messages = {
        name: 'messages',
        begin: () => [{ role: 'user', content: question }],
        async ask(model, messages, stream) {
            const asked = { model, max_tokens: 100, system: 'You help.', messages, tools: [{ name: 'read_log', input_schema: parameters }] };
            const { data, response } = await client.messages.create(stream ? { ...asked, stream } : asked).withResponse();
            heard(response);
            const answer = stream ? await MessageStream.fromReadableStream(data.toReadableStream()).finalMessage() : data;
            const calls = answer.content.filter(b => b.type === 'tool_use').map(({ id, name, input }) => ({ id, name, input }));
            assert.equal(answer.stop_reason, calls.length > 0 ? 'tool_use' : 'end_turn');
            const content = answer.content.map(b => b.type === 'text' ? { type: 'text', text: b.text } : { type: 'tool_use', id: b.id, name: b.name, input: b.input });
            return { text: content.filter(b => b.type === 'text').map(b => b.text).join('\n'), calls, turn: [{ role: 'assistant', content }] };
        },
        open: model => client.messages.create({ model, max_tokens: 100, messages: messages.begin(), stream: true }),
        results: calls => [{ role: 'user', content: calls.map(c => ({ type: 'tool_result', tool_use_id: c.id, content: toolText(c.input.file) })) }],
        async accumulated() {
            return client.messages.stream({ model: 'plain', max_tokens: 100, messages: [{ role: 'user', content: question }] }).finalText();
        },
    };
    const limited = e => e instanceof Anthropic.RateLimitError && e.status === 429 && e.error.error.type === 'rate_limit_error' && e.error.error.message === 'Slow “down”.';
    const refused = e => e instanceof Anthropic.BadRequestError && e.status === 400 && e.error.error.type === 'invalid_request_error';
    return { apis: [messages], limited, refused };
}

const { apis, limited, refused } = await (which === 'openai' ? openaiApis() : anthropicApis());

async function converse(api, model, stream) {
    const history = api.begin(), answers = [];
    for (; ;) {
        const answer = await within(api.ask(model, history, stream), `${api.name} ${model}`);
        answers.push(answer);
        if (answer.calls.length === 0) {
            return answers;
        }

        assert.ok(answers.length < 10);
        history.push(...answer.turn, ...api.results(answer.calls));
    }
}

for (const api of apis) {
    for (const stream of [false, true]) {
        const name = `${api.name}${stream ? ' stream' : ''}`;

        statuses.length = 0;
        const [plain] = await converse(api, 'plain', stream);
        assert.equal(plain.text, 'A disk was full.');
        assert.deepEqual(statuses, ['unchanged']);
        done(`${name} plain`);

        statuses.length = 0;
        const turns = await converse(api, 'loop', stream);
        assert.deepEqual(turns.map(t => t.calls.map(c => c.name)), [['read_log'], ['read_log'], ['read_log'], []]);
        assert.deepEqual(statuses, ['unchanged', 'compressed', 'compressed', 'compressed']);
        done(`${name} loop`);

        for (const [model, is] of [['limited', limited], ['refused', refused]]) {
            await assert.rejects(within(api.ask(model, api.begin(), stream), model), e => {
                assert.ok(is(e), `${e.constructor.name}: ${JSON.stringify(e.error)}`);
                assert.equal(e.headers.get('x-pith-status'), 'unchanged');
                assert.equal(e.headers.get('retry-after'), model === 'limited' ? '7' : null);
                return true;
            });
            done(`${name} ${model}`);
        }

        if (route === 'retrieval') {
            const asks = await converse(api, 'asks', stream);
            assert.deepEqual(asks.map(t => t.calls.map(c => c.name)), [['read_log'], []]);
            assert.match(asks[1].text, /Let me look\.[\s\S]*A disk was full\./);
            done(`${name} asks`);
        }
    }

    // The reading of the events itself must fail: a stream that merely ends would pass for an answer.
    await assert.rejects(
        within((async () => { for await (const _ of await api.open('cut')); })(), 'a stream that breaks off'),
        e => !/hangs/.test(e.message) && (/terminated|aborted|premature|socket|ended|Connection/i.test(e.message) || assert.fail(e.stack)));
    done(`${api.name} cut`);
    if (api.accumulated) {
        assert.equal(await within(api.accumulated(), 'accumulated'), 'A disk was full.');
        done(`${api.name} accumulated`);
    }
}
