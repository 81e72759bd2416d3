namespace Pith.Tests.Routing;

/// <summary>Small texts of each kind as tools, people and servers write them.</summary>
internal static class ContentSamples
{
    internal const string DotNetTrace = """
        Unhandled exception. System.InvalidOperationException: Sequence contains no elements
           at System.Linq.ThrowHelper.ThrowNoElementsException()
           at System.Linq.Enumerable.First[TSource](IEnumerable`1 source)
           at Shop.Orders.OrderService.Latest(Int32 customer) in /src/Shop/Orders/OrderService.cs:line 42
           at Shop.Program.Main(String[] args) in /src/Shop/Program.cs:line 9
        """;

    internal const string JavaTrace = """
        Exception in thread "main" java.lang.NullPointerException: name must not be null
        	at com.example.shop.Customer.<init>(Customer.java:17)
        	at com.example.shop.Loader.load(Loader.java:88)
        	at com.example.shop.Main.main(Main.java:12)
        Caused by: java.io.IOException: closed
        	at java.base/java.io.Reader.read(Reader.java:250)
        	... 3 more
        """;

    internal const string PythonTrace = """
        Traceback (most recent call last):
          File "/srv/app/worker.py", line 31, in run
            result = handler(job)
                     ^^^^^^^^^^^^
          File "/srv/app/handlers.py", line 12, in handler
            return TABLE[job.kind](job)
        KeyError: 'resize'
        """;

    internal const string NodeTrace = """
        TypeError: Cannot read properties of undefined (reading 'id')
            at getUser (/srv/app/users.js:14:22)
            at async Promise.all (index 0)
            at processTicksAndRejections (node:internal/process/task_queues:96:5)
            at /srv/app/server.js:40:7
        """;

    internal const string GoTrace = """
        panic: runtime error: index out of range [3] with length 3

        goroutine 1 [running]:
        main.pick(...)
        	/home/a/pick.go:9
        main.main()
        	/home/a/main.go:15 +0x1d
        exit status 2
        """;

    internal const string RustTrace = """
        thread 'main' panicked at src/main.rs:4:10:
        called `Option::unwrap()` on a `None` value
        stack backtrace:
           0: rust_begin_unwind
                     at /rustc/90c5418/library/std/src/panicking.rs:645:5
           1: core::panicking::panic_fmt
                     at /rustc/90c5418/library/core/src/panicking.rs:72:14
           2: demo::main
                     at ./src/main.rs:4:10
        note: run with `RUST_BACKTRACE=full` for a verbose backtrace.
        """;

    internal const string GitDiff = """
        diff --git a/src/app.py b/src/app.py
        index 83db48f..bf269f4 100644
        --- a/src/app.py
        +++ b/src/app.py
        @@ -1,5 +1,6 @@
         import os
        -import sys
        +import sys, json

         def main():
        +    print(json.dumps(dict(os.environ)))
             return 0
        """;

    internal const string PlainDiff = """
        --- lao	2002-02-21 23:30:39.942229878 -0800
        +++ tzu	2002-02-21 23:30:50.442260588 -0800
        @@ -1,4 +1,3 @@
        -The Way that can be told of is not the eternal Way;
        -The name that can be named is not the eternal name.
         The Nameless is the origin of Heaven and Earth;
        -The Named is the mother of all things.
        +The named is the mother of all things.
        +
        """;

    internal const string CommitDiff = """
        commit 3f2a9c1d7be04a1c5b1c8d3b8a4f0b7f2e3d4c5b
        Author: Ann Lee <ann@example.org>
        Date:   Tue Mar 5 10:11:12 2024 +0100

            Close the reader

        diff --git a/Reader.cs b/Reader.cs
        index 1111111..2222222 100644
        --- a/Reader.cs
        +++ b/Reader.cs
        @@ -10,3 +10,4 @@ class Reader
             var line = _reader.ReadLine();
        +    _reader.Dispose();
             return line;
         }
        """;

    internal const string IsoLog = """
        2024-03-05T10:11:12.123Z INFO  [main] Server started on port 8080
        2024-03-05T10:11:13.001Z DEBUG [http-1] GET /health 200 1ms
        2024-03-05T10:11:14.220Z WARN  [http-2] Slow query took 1320 ms
        2024-03-05T10:11:15.902Z ERROR [http-2] Could not reach the database
        """;

    internal const string AccessLog = """
        127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326
        10.1.2.3 - - [10/Oct/2000:13:55:37 -0700] "POST /login HTTP/1.1" 302 0
        10.1.2.4 - - [10/Oct/2000:13:55:39 -0700] "GET /index.html HTTP/1.1" 404 512
        """;

    internal const string SysLog = """
        Mar  5 10:11:12 web-1 sshd[1022]: Accepted publickey for deploy from 10.0.0.9
        Mar  5 10:11:12 web-1 systemd[1]: Started Session 12 of user deploy.
        Mar  5 10:12:40 web-1 kernel: [12345.678] eth0: link up
        Mar  5 10:13:01 web-1 CRON[1100]: (root) CMD (run-parts /etc/cron.hourly)
        """;

    internal const string DotNetBuild = """
          Determining projects to restore...
          All projects are up-to-date for restore.
          Shop -> /src/Shop/bin/Debug/net10.0/Shop.dll
        /src/Shop/Orders.cs(12,34): error CS0103: The name 'total' does not exist in the current context [/src/Shop/Shop.csproj]
        /src/Shop/Orders.cs(19,9): warning CS0168: The variable 'e' is declared but never used [/src/Shop/Shop.csproj]

        Build FAILED.
            1 Warning(s)
            1 Error(s)
        Time Elapsed 00:00:04.31
        """;

    internal const string NpmInstall = """
        npm WARN deprecated har-validator@5.1.5: this library is no longer supported
        npm WARN deprecated uuid@3.4.0: Please upgrade to version 7 or higher.

        added 1204 packages, and audited 1205 packages in 32s
        npm ERR! code ELIFECYCLE
        npm ERR! errno 1
        """;

    internal const string Pytest = """
        ============================= test session starts ==============================
        platform linux -- Python 3.11.4, pytest-7.4.0, pluggy-1.2.0
        rootdir: /srv/app
        collected 12 items

        tests/test_api.py ....F..                                                [ 58%]
        tests/test_db.py .....                                                   [100%]

        =========================== short test summary info ============================
        FAILED tests/test_api.py::test_login - assert 401 == 200
        ========================= 1 failed, 11 passed in 0.84s =========================
        """;

    internal const string CargoBuild = """
           Compiling libc v0.2.147
           Compiling serde v1.0.188
           Compiling demo v0.1.0 (/home/a/demo)
        warning: unused variable: `x`
         --> src/main.rs:2:9
            Finished dev [unoptimized + debuginfo] target(s) in 3.21s
             Running `target/debug/demo`
        """;

    internal const string GoTest = """
        === RUN   TestAdd
        --- PASS: TestAdd (0.00s)
        === RUN   TestSub
            sub_test.go:14: got 3, want 1
        --- FAIL: TestSub (0.00s)
        FAIL
        FAIL	example.com/calc	0.004s
        """;

    internal const string Actions = """
        2024-03-05T10:11:12.1234567Z ##[group]Run actions/checkout@v4
        2024-03-05T10:11:12.1234890Z with:
        2024-03-05T10:11:12.1235001Z   repository: octo/hello
        2024-03-05T10:11:12.1235100Z ##[endgroup]
        2024-03-05T10:11:13.0000000Z Syncing repository: octo/hello
        2024-03-05T10:11:14.0000000Z ##[error]Process completed with exit code 1.
        """;

    internal const string Maven = """
        [INFO] Scanning for projects...
        [INFO] Building shop 1.0-SNAPSHOT
        [INFO] --- maven-compiler-plugin:3.8.1:compile (default-compile) @ shop ---
        [ERROR] /src/main/java/Shop.java:[12,8] cannot find symbol
        [INFO] BUILD FAILURE
        """;

    internal const string CSharp = """
        using System.Text;

        namespace Shop.Orders;

        public sealed class OrderService(IStore store)
        {
            public async Task<Order> LatestAsync(int customer)
            {
                IReadOnlyList<Order> orders = await store.ReadAsync(customer);
                return orders.Count > 0 ? orders[^1] : Order.None;
            }
        }
        """;

    internal const string Python = """
        import os
        from pathlib import Path


        def newest(folder: str) -> Path | None:
            # The name breaks ties, so that the answer is the same everywhere.
            files = sorted(Path(folder).iterdir(), key=lambda f: (f.stat().st_mtime, f.name))
            if not files:
                return None
            return files[-1]


        if __name__ == "__main__":
            print(newest(os.getcwd()))
        """;

    internal const string JavaScript = """
        const express = require('express');
        const app = express();

        app.get('/users/:id', async (req, res) => {
          const user = await db.find(req.params.id);
          if (user === undefined) {
            return res.status(404).end();
          }
          res.json(user);
        });

        module.exports = app;
        """;

    internal const string TypeScript = """
        import { Injectable } from '@angular/core';

        export interface User {
          id: number;
          name: string;
          admin?: boolean;
        }

        export const load = async (id: number): Promise<User> => {
          const response = await fetch(`/users/${id}`);
          return (await response.json()) as User;
        };
        """;

    internal const string Java = """
        package com.example.shop;

        import java.util.ArrayList;
        import java.util.List;

        public class Cart {
            private final List<String> items = new ArrayList<>();

            @Override
            public String toString() {
                System.out.println(items.size());
                return String.join(",", items);
            }
        }
        """;

    internal const string Go = """
        package main

        import (
        	"fmt"
        	"os"
        )

        func main() {
        	data, err := os.ReadFile("a.txt")
        	if err != nil {
        		fmt.Println("failed:", err)
        		os.Exit(1)
        	}
        	fmt.Println(len(data))
        }
        """;

    internal const string Rust = """
        use std::collections::HashMap;

        pub fn count(words: &[&str]) -> HashMap<String, usize> {
            let mut counts = HashMap::new();
            for word in words {
                *counts.entry(word.to_string()).or_insert(0) += 1;
            }
            counts
        }
        """;

    internal const string C = """
        #include <stdio.h>
        #include <stdlib.h>

        int main(int argc, char **argv)
        {
            char *buffer = malloc(64);
            if (buffer == NULL) {
                return 1;
            }
            printf("%d\n", argc);
            free(buffer);
            return 0;
        }
        """;

    internal const string Cpp = """
        #include <iostream>
        #include <vector>

        template <typename T>
        T sum(const std::vector<T>& values) {
            T total{};
            for (const auto& value : values) {
                total += value;
            }
            return total;
        }

        int main() {
            std::cout << sum(std::vector<int>{1, 2, 3}) << std::endl;
        }
        """;

    internal const string Ruby = """
        require 'json'

        class Cart
          attr_reader :items

          def initialize
            @items = []
          end

          def each
            @items.each do |item|
              yield item unless item.nil?
            end
          end
        end
        """;

    internal const string Php = """
        <?php
        namespace App;

        class Cart
        {
            private array $items = [];

            public function add(string $item): void
            {
                $this->items[] = $item;
                echo count($this->items);
            }
        }
        """;

    internal const string Shell = """
        #!/bin/bash
        set -euo pipefail

        for file in "$1"/*.log; do
          if [ ! -s "$file" ]; then
            echo "empty: $file"
            rm -f "$file"
          fi
        done
        """;

    internal const string Sql = """
        SELECT c.name, SUM(o.total) AS total
        FROM customers c
        LEFT JOIN orders o ON o.customer_id = c.id
        WHERE c.active = 1
        GROUP BY c.name
        ORDER BY total DESC;
        """;

    internal const string Kotlin = """
        package shop

        data class Item(val name: String, val price: Double)

        fun total(items: List<Item>): Double {
            val sum = items.map { it.price }.sum()
            println("total $sum")
            return sum
        }
        """;

    internal const string Swift = """
        import Foundation

        struct Item {
            let name: String
            var price: Double
        }

        func total(_ items: [Item]) -> Double {
            guard let first = items.first else { return 0 }
            print(first.name)
            return items.reduce(0) { $0 + $1.price }
        }
        """;

    internal const string PowerShell = """
        param(
            [string]$Path = "."
        )
        $files = Get-ChildItem -Path $Path -Recurse | Where-Object { $_.Length -gt 1MB }
        foreach ($file in $files) {
            Write-Host "$($file.Name) is large"
            Remove-Item $file.FullName -ErrorAction Stop
        }
        """;

    internal const string Article = """
        The treaty was signed in the spring of 1648 after four years of talks. It ended a war that had cost about 8 million lives, 20 percent of them in 1637 alone.

        Historians still argue about its meaning: some see the birth of the modern state, others a return to older law.
        """;

    internal const string Legal = """
        12.1 The Supplier shall deliver the Goods within thirty (30) days of the Order; time shall be of the essence.
        12.2 If the Supplier fails to deliver, the Customer may (a) cancel the Order, in whole or in part; (b) recover any sum paid; and (c) claim damages of up to 15% of the price.
        12.3 Nothing in this Agreement limits liability for death or personal injury.
        """;

    internal const string Abstract = """
        Patients (n = 120; 61 women) were randomised to 5 mg or 10 mg. Mean HbA1c fell by 1.2% (95% CI 0.9-1.5; p < 0.001) and by 1.6% (95% CI 1.2-2.0; p < 0.001).
        Adverse events were seen in 12/60 (20%) and 15/60 (25%) patients.
        """;

    internal const string Dialogue = """
        A: Did you get the message about Friday?
        B: I did, but nobody said when we start.
        A: At nine, or so I was told.
        B: Then I will be late; the train from York comes at 9:20.
        A: That is fine.
        """;

    internal const string Poem = """
        Shall I compare thee to a summer's day?
        Thou art more lovely and more temperate:
        Rough winds do shake the darling buds of May,
        And summer's lease hath all too short a date;
        """;

    internal const string ToolList = """
        [{"type":"function","function":{"name":"get_weather","description":"Current weather of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
        """;

    internal const string AnthropicTools = """
        {"tools":[{"name":"search","description":"Searches the web","input_schema":{"type":"object","properties":{"query":{"type":"string"}}}},
        {"name":"read","description":"Reads a page","input_schema":{"type":"object","properties":{"url":{"type":"string"}}}}]}
        """;

    internal const string McpTools = """
        {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"list_files","description":"Lists files","inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}}]}}
        """;
}
