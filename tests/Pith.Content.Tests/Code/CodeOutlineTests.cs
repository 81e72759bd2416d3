using Pith.Content.Code;
using Pith.Reversal;

namespace Pith.Content.Tests.Code;

public sealed class CodeOutlineTests
{
    private const string Go = """
        package main

        import (
        	"fmt"
        	"os"
        )

        // Store keeps what it is given.
        type Store struct {
        	items map[string]int
        	limit int
        }

        func (s *Store) Add(name string, count int) error {
        	if len(s.items) >= s.limit {
        		return fmt.Errorf("store is full: %d { items", s.limit)
        	}
        	s.items[name] += count
        	return nil
        }

        func main() {
        	s := &Store{items: map[string]int{}, limit: 3}
        	for _, name := range os.Args {
        		if err := s.Add(name, 1); err != nil {
        			fmt.Println(err)
        		}
        	}
        }
        """;

    private const string TypeScript = """
        import { readFile } from "fs";

        export interface Options {
          depth: number;
          follow?: boolean;
        }

        export class Walker {
          private readonly seen = new Set<string>();

          constructor(private options: Options) {}

          async walk(
            root: string,
            visit: (path: string) => void,
          ): Promise<void> {
            if (this.seen.has(root)) {
              return;
            } else {
              this.seen.add(root);
            }
            visit(root);
          }
        }

        export const depthOf = (path: string) => {
          const parts = path.split("/");
          return parts.length;
        };
        """;

    private const string Python = """
        import os
        from sys import argv

        class Store:
            \"\"\"Keeps what it is given.\"\"\"

            def __init__(self, limit):
                self.items = {}
                self.limit = limit

            # adds one
            def add(self, name):
                if len(self.items) >= self.limit:
                    raise ValueError("full")
                else:
                    self.items[name] = True

        def main():
            store = Store(3)
            for name in argv:
                store.add(name)
        """;

    [Theory]
    [InlineData("go")]
    [InlineData("typescript")]
    public async Task Brackets_stay_balanced_at_every_budget(string language)
    {
        string text = TextOf(language);
        for (int tokens = 1; tokens < 300; tokens += 3)
        {
            CompressionResult result = await Compress(text, Budget.Tokens(tokens), language);

            Assert.Equal(0, Balance(result.Text, '{', '}'));
            Assert.Equal(0, Balance(result.Text, '(', ')'));
        }
    }

    [Theory]
    [InlineData("go", "type Store struct {", "func (s *Store) Add(name string, count int) error {", "func main() {")]
    [InlineData("typescript", "export interface Options {", "export class Walker {", "visit: (path: string) => void,", "export const depthOf = (path: string) => {")]
    [InlineData("python", "class Store:", "def __init__(self, limit):", "def add(self, name):", "def main():")]
    public async Task Signatures_come_before_bodies(string language, params string[] signatures)
    {
        CompressionResult result = await Compress(TextOf(language), Budget.Rate(0.9), language);

        Assert.All(signatures, s => Assert.Contains(s, result.Text, StringComparison.Ordinal));
        Assert.NotEmpty(result.Elisions);
    }

    [Fact]
    public async Task Markers_are_comments_of_the_language()
    {
        Assert.Contains("...  # " + ElisionMarker.Opening, (await Compress(Python, Budget.Rate(0.7), "python")).Text, StringComparison.Ordinal);
        Assert.Contains("/* " + ElisionMarker.Opening, (await Compress(Go, Budget.Rate(0.7), "go")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_clause_stands_without_its_head()
    {
        for (int tokens = 5; tokens < 180; tokens += 3)
        {
            CompressionResult result = await Compress(Python, Budget.Tokens(tokens), "python");
            Assert.Equal(result.Text.Contains("else:", StringComparison.Ordinal), result.Text.Contains("if len", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Hostile_text_is_planned_in_time()
    {
        foreach (string text in (string[])[new string('{', 200_000), string.Concat(Enumerable.Repeat("{\n", 100_000)), string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i % 500) + "x\n")), new string('\0', 100_000), "\"\"\"\n" + string.Concat(Enumerable.Repeat("(\n", 100_000)), new string('x', 50_000_000)])
        {
            CodePlans.Plan(new CodeOutline(), text);
        }
    }

    private static string TextOf(string language) => language switch { "go" => Go, "typescript" => TypeScript, _ => Python.Replace("\\\"", "\"", StringComparison.Ordinal) };

    private static async Task<CompressionResult> Compress(string text, Budget budget, string language) =>
        await new CodeOutline().CompressAsync(new CompressionRequest { Segments = [new Segment(text) { ContentHint = language }], Budget = budget }, TestContext.Current.CancellationToken);

    private static int Balance(string text, char open, char close)
    {
        string code = text.Replace("%d { items", string.Empty, StringComparison.Ordinal);
        return code.Count(c => c == open) - code.Count(c => c == close);
    }
}
