using System.Text.Json;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>What a browser that knows nothing of us has to fetch, as it counts the bytes itself.</summary>
public sealed class FirstPageTests(Installation installation)
{
    private const int MostBytes = 200 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign-in", false)]
    [InlineData("/", true)]
    public async Task The_first_page_is_small_on_the_wire(string path, bool signedIn)
    {
        await installation.ReadyAsync(Token);
        await using var window = await installation.Chrome.OpenAsync(Look.Desk, signedIn);
        var wire = await window.Page.Context.NewCDPSessionAsync(window.Page);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var fetched = new List<(double Bytes, string Name)>();
        wire.Event("Network.requestWillBeSent").OnEvent += (_, said) => names[said!.Value.GetProperty("requestId").GetString()!] = said.Value.GetProperty("request").GetProperty("url").GetString()!;
        wire.Event("Network.loadingFinished").OnEvent += (_, said) => fetched.Add((said!.Value.GetProperty("encodedDataLength").GetDouble(), names.GetValueOrDefault(said.Value.GetProperty("requestId").GetString()!, "?")));
        await wire.SendAsync("Network.enable");
        await window.Page.GoAsync(path);
        if (signedIn)
        {
            await window.LiveAsync();
        }

        await window.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        var all = fetched.Sum(one => one.Bytes);
        var largest = string.Join('\n', fetched.OrderByDescending(one => one.Bytes).Take(8).Select(one => $"{one.Bytes / 1024,8:0.0} KiB {one.Name}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {all / 1024:0.0} KiB on the wire\n{largest}");
        Assert.True(fetched.Count > 3 && all <= MostBytes, $"{path} costs {all / 1024:0.0} KiB on the wire.\n{largest}");
    }
}
