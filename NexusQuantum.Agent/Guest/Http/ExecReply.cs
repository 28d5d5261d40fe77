using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Agent.Guest.Exec;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>
/// Writes an outcome as the contract's ExecResult, piece by piece as the caller takes it: the text is never in memory as a whole.
/// Bytes that are not UTF-8 become U+FFFD.
/// </summary>
internal static class ExecReply
{
    public static async Task WriteAsync(HttpContext context, ExecOutcome outcome)
    {
        context.Response.ContentType = "application/json";
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("exitCode", outcome.ExitCode);
        await TextAsync("stdout", outcome.Stdout.Pieces);
        await TextAsync("stderr", outcome.Errors);
        json.WriteBoolean("timedOut", outcome.TimedOut);
        json.WriteBoolean("truncated", outcome.Truncated);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);

        async Task TextAsync(string name, IEnumerable<ReadOnlyMemory<byte>> pieces)
        {
            json.WritePropertyName(name);
            foreach (var piece in pieces)
            {
                json.WriteStringValueSegment(piece.Span, isFinalSegment: false);
                await json.FlushAsync(context.RequestAborted);
                await body.FlushAsync(context.RequestAborted);
            }

            json.WriteStringValueSegment(ReadOnlySpan<byte>.Empty, isFinalSegment: true);
        }
    }
}
