using System.Text;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Shells;

/// <summary>The shell hub as a program with a token calls it.</summary>
internal static class ShellCalls
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static async Task<HubConnection> ConnectAsync(TestFleet fleet, CancellationToken cancellationToken)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(fleet.Portal.Base, "/hubs/shell"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult(fleet.Client.DefaultRequestHeaders.Authorization!.Parameter); // a fleet's client is signed in
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .AddMessagePackProtocol()
            .Build();
        await hub.StartAsync(cancellationToken);
        return hub;
    }

    public static async Task<ShellOpened> OpenAsync(this HubConnection hub, VmId id, string kind, CancellationToken cancellationToken, string? session = null)
    {
        var opened = await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = kind, VmId = id.ToString(), Cols = 80, Rows = 24, SessionId = session }, cancellationToken);
        Assert.True(opened.SessionId is not null, opened.Problem?.Title);
        return opened;
    }

    public static async Task<string> ReadAsync(this HubConnection hub, ShellOpened opened, long offset, long count, CancellationToken cancellationToken, bool acknowledge = false)
    {
        var text = new StringBuilder();
        var end = offset + count;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Soon);
        await foreach (var frame in hub.StreamAsync<ShellFrame>("Read", opened.SessionId, offset, stop.Token))
        {
            if (frame.Data is { } data)
            {
                Assert.Equal(offset, frame.Offset);
                offset += data.Length;
                if (acknowledge)
                {
                    await hub.SendAsync("Ack", opened.SessionId, offset, cancellationToken);
                }
                else
                {
                    text.Append(Encoding.UTF8.GetString(data));
                }

                if (offset >= end)
                {
                    break;
                }
            }
        }

        Assert.True(offset >= end, $"{offset} of {end} bytes came.");
        return text.ToString();
    }
}
