using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NexusQuantum.Agent.Guest.Crypto;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>RFC 6455 section 4.2, by hand: ASP.NET's own takes SHA-1 from OpenSSL, which is not there and would end the process.</summary>
internal static class WebSocketHandshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // Output that waits in the kernel is shown after a Ctrl-C all the same, and a fast line would let megabytes of it wait.
    private const int SendBuffer = 64 * 1024;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    public static bool IsAsked(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == "13"
            && headers.SecWebSocketKey.ToString() is { Length: 24 } key
            && Convert.TryFromBase64String(key, stackalloc byte[18], out var length)
            && length == 16;
    }

    public static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.SendBufferSize = SendBuffer;

        var key = context.Request.Headers.SecWebSocketKey.ToString();
        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Answer(key);
        var upgrade = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        return WebSocket.CreateFromStream(
            await upgrade.UpgradeAsync(),
            new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
    }

    internal static string Answer(string key) => Convert.ToBase64String(Sha1.Hash(Encoding.ASCII.GetBytes(key + Guid)));
}
