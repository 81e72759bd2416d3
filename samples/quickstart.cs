#:project ../src/Pith.Standard/Pith.Standard.csproj
#:property PublishAot=false

// Compresses a text to a token budget with the model that ships: dotnet run samples/quickstart.cs
using Pith;

string text = args.Length > 0
    ? await File.ReadAllTextAsync(args[0])
    : "The committee met on 5 March 2024 in room B-12. After a long and, at times, rather heated discussion, it decided not to approve the budget of $1,250,000 for the new building.";
CompressionResult small = await Prompt.CompressAsync(text, Budget.Rate(0.5));
Console.WriteLine(small.Text);
Console.WriteLine($"{small.TokensBefore} -> {small.TokensAfter} tokens ({small.Tokenizer}), {small.Reason.Text()}");
