using Pith.Gateway;
using Pith.Gateway.Configuration;
using Pith.Gateway.Keys;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.Out.WriteLine(GatewayArguments.Help);
    return 0;
}

if (args.Contains("--new-key"))
{
    (string key, string hash) = KeyHash.New();
    Console.Out.WriteLine($"key   {key}");
    Console.Out.WriteLine($"hash  {hash}");
    Console.Out.WriteLine("Give the key to the client; it can't be shown again. Put the hash into Pith:Gateway:Keys:NAME:Hash.");
    return 0;
}

try
{
    WebApplication app = GatewayApp.Create(GatewayArguments.Read(args));
    await app.RunAsync();
    return 0;
}
catch (GatewayConfigurationException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
