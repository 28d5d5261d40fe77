using System.Globalization;
using System.Text.Json;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>The lines README shows are run as they stand there.</summary>
public sealed class ReadmeTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_of_a_script_signs_in_and_creates()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var script = Block("## By script")
            .Replace("localhost:18080", string.Create(CultureInfo.InvariantCulture, $"localhost:{stack.PortalPort}"), StringComparison.Ordinal)
            .Replace("\"password\":\"…\"", $"\"password\":\"{Installation.Password}\"", StringComparison.Ordinal)
            .Replace("\"imageId\":\"…\"", $"\"imageId\":\"{await api.RootImageAsync(Token)}\"", StringComparison.Ordinal)
            .Replace("\"name\":\"web-1\"", "\"name\":\"readme-1\",\"start\":false", StringComparison.Ordinal);
        string[] words = ["bash", "-euc", script];
        var answer = stack.Network is { } network
            ? await Command.RunAsync("nsenter", [.. network.Enter, .. words], Token)
            : await Command.RunAsync(words[0], words[1..], Token);
        var operation = JsonDocument.Parse(answer).RootElement;
        var id = (await api.EndOfAsync(operation.Id(), Token)).GetProperty("subject").Text("id");
        await api.EndOfAsync((await api.DeleteAsync("/v1/vms/" + id, Token)).Id(), Token);
    }

    private static string Block(string heading)
    {
        var text = File.ReadAllText(Path.Combine(StackPrograms.Root, "README.md"));
        var begin = text.IndexOf("```sh", text.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal) + 5;
        return text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
