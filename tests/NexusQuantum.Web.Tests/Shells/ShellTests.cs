using System.Text;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Shells;

public sealed class ShellTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_console_shows_its_scrollback_echoes_and_is_noted_in_the_history()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.OpenAsync(id, "console", Token);
        Assert.True(opened.Live);
        await hub.InvokeAsync("Input", opened.SessionId, "hello"u8.ToArray(), Token);
        Assert.Equal("booted\nhello", await hub.ReadAsync(opened, 0, "booted\nhello".Length, Token));
        Assert.Contains("console", (await Fleet.GetAsync($"/v1/vms/{id}/events")).GetProperty("items")[0].GetProperty("kind").GetString(), StringComparison.Ordinal);
        await hub.InvokeAsync("Close", opened.SessionId, Token);
    }

    [Fact]
    public async Task A_session_outlives_its_connection_and_goes_on_where_it_was()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        ShellOpened opened;
        await using (var hub = await ShellCalls.ConnectAsync(Fleet, Token))
        {
            opened = await hub.OpenAsync(id, "console", Token);
            Assert.Equal("booted\n", await hub.ReadAsync(opened, 0, 7, Token));
            await hub.InvokeAsync("Input", opened.SessionId, "while away"u8.ToArray(), Token);
        }

        await using var second = await ShellCalls.ConnectAsync(Fleet, Token);
        var again = await second.OpenAsync(id, "console", Token, opened.SessionId);
        Assert.Equal(opened.SessionId, again.SessionId);
        Assert.Equal("while away", await second.ReadAsync(again, 7, 10, Token));
    }

    [Fact]
    public async Task A_shell_has_its_size_and_ends_with_its_exit_code()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.OpenAsync(id, "shell", Token);
        await hub.InvokeAsync("Input", opened.SessionId, "exit\n"u8.ToArray(), Token);
        int? exit = null;
        var text = new StringBuilder();
        await foreach (var frame in hub.StreamAsync<ShellFrame>("Read", opened.SessionId, 0L, Token))
        {
            text.Append(Encoding.UTF8.GetString(frame.Data ?? []));
            exit = frame.Exit ?? exit;
        }

        Assert.Equal(("80x24\n", 7), (text.ToString(), exit));
    }

    [Fact]
    public async Task A_machine_that_is_off_has_no_shell_and_says_so()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await Fleet.EndedAsync((await Fleet.PostAsync($"/v1/vms/{id}/stop", new { mode = "force" })).Body);
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = "shell", VmId = id.ToString(), Cols = 80, Rows = 24 }, Token);
        Assert.Null(opened.SessionId);
        Assert.Equal("vm-off", opened.Problem?.Type);
        Assert.Equal("shell-session-gone", (await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = "console", VmId = id.ToString(), SessionId = "nonsense" }, Token)).Problem?.Type);
        Assert.Equal("shell-request-bad", (await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = "console", VmId = "../../etc" }, Token)).Problem?.Type);
    }

    [Fact]
    public async Task A_flood_is_held_back_at_the_guest_and_goes_on_with_each_acknowledgement()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        Fleet.Host.Flood = true;
        Fleet.Host.FloodedBytes = 0;
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.OpenAsync(id, "console", Token);

        // Nothing is acknowledged: what the portal and the sockets between hold is all that comes.
        long before = -1;
        await Until.TrueAsync("the guest stands still", ShellCalls.Soon, async () =>
        {
            var now = Fleet.Host.FloodedBytes;
            await Task.Delay(300, Token);
            var still = now > 0 && now == before && Fleet.Host.FloodedBytes == now;
            before = now;
            return still;
        }, Token);
        // A screen takes 5 MB/s, and a Ctrl-C is to be seen within 200 ms: a megabyte is all that may wait anywhere on the way.
        Assert.InRange(Fleet.Host.FloodedBytes, ByteTail.Capacity, 1_000_000);
        var tail = Fleet.Portal.Services.GetRequiredService<ShellSessions>();
        Assert.Equal(0, tail.Find(new Domain.Access.Caller(Guid.NewGuid(), "other"), opened.SessionId) is null ? 0 : 1);

        await hub.ReadAsync(opened, 0, 24 << 20, Token, acknowledge: true);
        Fleet.Host.Flood = false;
        await hub.InvokeAsync("Close", opened.SessionId, Token);
    }

    [Fact]
    public async Task Viewers_of_one_console_see_each_other()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var first = await hub.OpenAsync(id, "console", Token);
        var second = await hub.OpenAsync(id, "console", Token);
        await foreach (var frame in hub.StreamAsync<ShellFrame>("Read", second.SessionId, 0L, Token))
        {
            if (frame.Viewers is { Length: 2 } viewers)
            {
                Assert.Equal(1, viewers.Count(viewer => viewer.You));
                Assert.All(viewers, viewer => Assert.Equal(TestPortal.UserName, viewer.Name));
                break;
            }
        }

        await hub.InvokeAsync("Close", first.SessionId, Token);
    }
}
