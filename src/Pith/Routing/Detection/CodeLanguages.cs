namespace Pith.Routing.Detection;

/// <summary>Which language code is written in, by the words that only a few languages have.</summary>
internal static class CodeLanguages
{
    private const int MostCounted = 3;

    // A language followed by what opens its lines, with weights; the dialects of a family add to their base.
    private static readonly (string Language, string Starts, string Contents)[] s_words =
    [
        ("csharp", "using System|3 global using |3 using Microsoft|3 using var |2 namespace |2 internal |2 public sealed |3 private readonly |2 public async |2 public override |2 public record |3 public class |1.5 public static |1 public |.7 private |.5 foreach (|1.5 /// <summary>|3 [Fact]|3 #region|2 #nullable|3 public interface |1 protected override |2 var |.5",
            "{ get;|3 Console.Write|3 string.Empty|2 nameof(|2 async Task|3 IEnumerable<|3 is null|1 is not null|2 => new|.5 string[] args|2 List<|.5"),
        ("java", "import java|4 import org.|2 import com.|1.5 import static |3 package |1 @Override|3 @Test|1.5 public static void main|3 private final |2 private static final |3 public class |1.5 public |.5 private |.5 protected |.5 public interface |.7",
            "System.out.print|3 String[] |2 new ArrayList<|2 throws |1.5 .getClass()|2 extends |.7 implements |1.5 new HashMap<|2 final String|1.5 Optional.|1"),
        ("kotlin", "fun |3 val |1.5 data class |4 package |.5 import kotlin|4 override fun |4 private fun |4 suspend fun |4 companion object|4 object |1 sealed class |2 import android|2", "listOf(|2 ?.let|3 println(|1 : String|.5 when (|2 mapOf(|2 fun |1 var |.2"),
        ("swift", "import Foundation|4 import UIKit|4 import SwiftUI|4 func |1 guard let |4 guard |2 if let |1 extension |1 @objc|3 override func |3 public func |2 private func |2 init(|1.5 protocol |1.5 let |.5 @State|3 struct |.5", " -> String|1 ?? |.5 : View|3 self.|.2 = nil|1 print(|.5 var |.3 .init(|1"),
        ("go", "package |1.5 import (|3 func |1.5 func (|3 type |.7 defer |2 go func|3 if err |3 case |.1 var |.3", ":= |2 fmt.|2 err != nil|3 chan |1.5 []byte|2 interface{|1.5 struct {|1.5 []string|1.5 map[string]|2 nil, |1 http.|.5"),
        ("rust", "fn |3 pub fn |4 use std::|4 use crate::|4 use |.5 impl |3 let mut |3 #[|2.5 mod |1 pub struct |3 pub enum |3 match |1 pub |1 let |.5", "println!(|3 &mut |2 &str|2 Vec<|1 .unwrap()|2 -> Result<|2 Self|.7 &self|3 Some(|1.5 Ok(|1.5 => |.2 vec![|3 String::|1.5"),
        ("python", "def |2.5 import |1 from |.7 class |.7 elif |2.5 if __name__|4 print(|1.5 except|1.5 raise |1.5 with open(|2.5 async def |4 self.|1.5 @|.3 return |.3 for |.3 while |.2 try:|2 else:|1.5 if |.2 assert |.7 lambda |1",
            "self.|1.5 def __init__|4  is None|2 lambda |1  in range(|2.5  import |1 True|.5 None|.7 def |.5 ):|.7 not in |.5 f\"|1"),
        ("javascript", "const |1.5 let |1 function |1.5 export default|2.5 export |1 import {|1.5 import |.3 module.exports|4 async function|3 var |.7 'use strict'|4 \"use strict\"|4 describe(|2 it('|2 it(\"|2 }, [|1.5 exports.|3",
            "=> {|1.5 console.log(|3 document.|2 require('|2.5 require(\"|2.5 ===|2 !==|2 await |.5 undefined|1 useState(|3  from '|1.5 () =>|1 function(|2 function (|1 window.|2 JSON.|1"),
        ("typescript", "interface |1.5 export interface |4 type |.7 import type |4 export type |4 export class |1.5 declare |2 readonly |1.5 private readonly |1 enum |.5 export abstract |2 @Component|2 @Injectable|3 export enum |3",
            ": string|2.5 : number|2.5 : boolean|2.5 Promise<|2  as const|3 ): void|2.5 : any|2 ?: |1 <T>|.7 Record<|2 : Promise|2 : void|1"),
        ("c", "#include <|2 #include \"|2 #define |2 #ifdef |2 #ifndef |2 #if |.7 #endif|1 int main(|2 static |.5 struct |1 typedef |2 void |1 unsigned |1 int |.7 char |1 return |.1", "printf(|2 malloc(|2 sizeof(|1.5 NULL|1.5 ->|.5 const char *|2 uint32_t|1.5 size_t |1.5 char *|2 int argc|2 free(|1"),
        ("cpp", "#include <iostream>|4 #include <vector>|4 #include <string>|4 #include <memory>|4 #include <map>|3 template <|4 template<|4 using namespace |3 public:|3 private:|3 namespace |.7 class |.7 auto |1 std::|3", "std::|3 cout <<|3 nullptr|2.5 const auto&|3 virtual |1.5 unique_ptr|3 ::|.3 static_cast<|3 override;|1"),
        ("ruby", "def |.7 end|1.5 require '|3 require \"|2 require_relative|4 module |1.5 attr_|4 puts |2.5 elsif |3 unless |2 class |.7 it '|2 it \"|1 describe |1.5 before do|3 include |.5 private|.2", " do |1.2 .each |2 nil?|3 => :|2 @|.2 end|.2 .new(|.5 .map(&|3 #{|1.5"),
        ("php", "<?php|6 $this->|2 public function |4 private function |4 protected function |4 echo |1 use |.3 $|1 require_once|3 include_once|3 namespace |.4", "$this->|3 array(|1 ::class|1.5 => $|1.5 ->|.2 $_|2 isset($|3 function (|.2"),
        ("shell", "#!/bin/|6 #!/usr/bin/env bash|6 #!/usr/bin/env sh|6 if [ |4 if [[ |4 fi|2.5 done|2 then|2 esac|3 echo |1.5 export |1 set -|3 cd |1.5 sudo |2.5 apt-get |2 apt |1.5 for i in |1 local |.7 while read|3 mkdir |2 git |2 docker |2 curl |2 pip install|2.5 npm |1.5 dotnet |2 cargo |2 kubectl |2 rm -|2 source |1.5 chmod |2 grep |1.5 cp |1.5 mv |1 wget |2 tar |2 exit |1.5 cat |1",
            "; then|4 $(|1.5 \"$|1.5 ${|.7  && |.7 ; do|3  | grep|2 | awk|3 $1|1.5 2>&1|2 /dev/null|2"),
        ("sql", "SELECT |3.5 INSERT INTO |4 CREATE TABLE |5 UPDATE |2 DELETE FROM |4 FROM |2 WHERE |2 JOIN |2 LEFT JOIN |4 INNER JOIN |4 GROUP BY |4 ORDER BY |4 ALTER TABLE |5 DROP TABLE |5 WITH |1 VALUES |1.5 AND |.5 CREATE INDEX |5 CREATE FUNCTION |5 CREATE |2 ALTER |2 DROP |1.5 GRANT |2 REVOKE |3 CREATE VIEW |5 CREATE OR REPLACE |3 select |1.5 from |.2 where |1 insert into |3 create table |4 order by |3 group by |3 left join |3",
            " PRIMARY KEY|3 NOT NULL|2.5 VARCHAR|3 FROM |1 COUNT(|2 SUM(|1.5 AS |.5 varchar(|3"),
        ("powershell", "param(|3 Param(|3 param (|3 Write-|3 Import-Module|4 Get-|2 Set-|2 New-|2 foreach ($|3 if ($|1.5 $ErrorActionPreference|4 [CmdletBinding|5 Remove-|2 $env:|3 try {|.5 $|.5 function Get-|4", " -eq |2.5 -ErrorAction|4 $_.|3 | Where-Object|4 | ForEach-Object|4 | Select-Object|4 New-Object|3 $null|2 -Path |2 -ne |1.5"),
        ("perl", "use strict|3 use warnings|3 my $|3 my (|3 sub |2.5 our |1 foreach my|4 print |.3 package |.3", "=~ |2 @_|1.5 ->{|1.5 qw(|2 __PACKAGE__|3 $self|1"),
        ("scala", "object |2 case class |4 def |.7 val |1 trait |2 import scala|4 extends App|2 sealed trait |4 override def |4 implicit |2", "=> |.2 Option[|2 List[|1.5 : String =|1 case |.3 Seq[|2 def |.3"),
        ("lua", "local |1.5 local function |4 function |.7 end|1 elseif |2 require(|1 if |.1", " then|1.5 nil|.7 .. |1.5 ~= |3 ipairs(|4 pairs(|2 function(|.3"),
        ("css", "@media |4 :root|4 @import |2 .|.5 #|.1 color:|3 margin|2 padding|2 display:|3 font-|3 background|2 width:|2 border|2 body {|3", "px;|3 rem;|3 #fff|2 !important|3 : none;|1.5 var(--|3"),
        ("dockerfile", "FROM |3 RUN |4 COPY |3 CMD |3 CMD [|4 ENTRYPOINT |4 WORKDIR |4 EXPOSE |4 ENV |3 ARG |2 USER |1", "apt-get install|1 --from=|3"),
    ];

    private static readonly string[] s_names = [.. s_words.Select(w => w.Language)];

    private static readonly PrefixTable<(int Language, double Weight)> s_starts = new(s_words.SelectMany((w, i) => Parse(w.Starts).Select(p => (p.Word, (i, p.Weight)))));

    private static readonly (string Word, int Language, double Weight)[] s_contents = [.. s_words.SelectMany((w, i) => Parse(w.Contents).Select(p => (p.Word, i, p.Weight)))];

    /// <summary>The best language and how much speaks for it; 3 and more is no accident.</summary>
    internal static (string Language, double Score) Guess(ReadOnlySpan<char> text, LineMap lines)
    {
        Span<double> scores = stackalloc double[s_names.Length];
        var seen = new Dictionary<(int, string), int>();
        for (int i = 0; i < lines.Count; i++)
        {
            Line line = lines[i];
            if (line.Is(LineShape.Blank | LineShape.Quoted))
            {
                continue;
            }

            ReadOnlySpan<char> body = text[line.Start..line.End].TrimStart();
            foreach ((string prefix, (int language, double weight)) in s_starts.Candidates(body))
            {
                if (body.StartsWith(prefix) && (body.Length == prefix.Length || !char.IsAsciiLetter(prefix[^1]) || !char.IsAsciiLetterOrDigit(body[prefix.Length])))
                {
                    (int, string) key = (language, prefix);
                    int times = seen[key] = seen.GetValueOrDefault(key) + 1;
                    scores[language] += times <= MostCounted ? weight : 0;
                }
            }
        }

        if (lines.Count > 0)
        {
            ReadOnlySpan<char> head = text[lines[0].Start..Math.Min(text.Length, lines[0].Start + 16_384)];
            foreach ((string word, int language, double weight) in s_contents)
            {
                scores[language] += weight * Occurrences(head, word);
            }
        }

        return Best(scores);
    }

    private static (string Language, double Score) Best(Span<double> scores)
    {
        AddBase(scores, "typescript", "javascript", 2);
        AddBase(scores, "cpp", "c", 3);
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return (s_names[best], scores[best]);
    }

    private static void AddBase(Span<double> scores, string dialect, string language, double least)
    {
        int own = Array.IndexOf(s_names, dialect);
        scores[own] += scores[own] >= least ? scores[Array.IndexOf(s_names, language)] : 0;
    }

    private static int Occurrences(ReadOnlySpan<char> text, string word)
    {
        int count = 0;
        int from = 0;
        while (count < MostCounted && text[from..].IndexOf(word, StringComparison.Ordinal) is >= 0 and int at)
        {
            count++;
            from += at + word.Length;
        }

        return count;
    }

    // "word|weight word|weight": words may hold blanks, so the number ends an entry.
    private static IEnumerable<(string Word, double Weight)> Parse(string table)
    {
        int start = 0;
        while (start < table.Length)
        {
            int bar = table.IndexOf('|', start);
            while (bar + 1 < table.Length && !char.IsAsciiDigit(table[bar + 1]) && table[bar + 1] != '.')
            {
                bar = table.IndexOf('|', bar + 1);
            }

            int end = table.IndexOf(' ', bar);
            end = end < 0 ? table.Length : end;
            yield return (table[start..bar], double.Parse(table.AsSpan(bar + 1, end - bar - 1), System.Globalization.CultureInfo.InvariantCulture));
            start = end + 1;
        }
    }
}
