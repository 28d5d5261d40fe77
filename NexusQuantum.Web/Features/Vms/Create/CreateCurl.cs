using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>The same create as a call of the API, ready for a shell. Only what differs from the defaults is said.</summary>
internal static class CreateCurl
{
    // A quote would end the shell's quoting; JSON may write it as an escape. Everything else stays readable.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ImmutableArray<CurlPart> Of(CreateVmRequest request, string idempotencyKey)
    {
        var parts = new List<CurlPart>
        {
            new(null, "curl -X POST \"$NEXUS/v1/vms\" \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  -H \"Content-Type: application/json\" \\\n"),
            new(null, $"  -H \"Idempotency-Key: {idempotencyKey}\" \\\n  -d '{{\n"),
        };
        var members = Members(request);
        for (var i = 0; i < members.Count; i++)
        {
            parts.Add(new("k", $"  \"{members[i].Name}\""));
            parts.Add(new(null, ": "));
            parts.Add(new(members[i].Json.StartsWith('"') ? "s" : null, members[i].Json));
            parts.Add(new(null, i < members.Count - 1 ? ",\n" : "\n"));
        }

        parts.Add(new(null, "}'"));
        return [.. parts];
    }

    public static string Text(ImmutableArray<CurlPart> parts) => parts.Aggregate(new StringBuilder(), (text, part) => text.Append(part.Text)).ToString();

    private static List<(string Name, string Json)> Members(CreateVmRequest request)
    {
        var members = new List<(string Name, string Json)>();
        Add("name", request.Name);
        Add("imageId", request.ImageId?.ToString());
        Add("projectId", request.ProjectId?.ToString());
        Add("vcpus", request.Vcpus);
        Add("memoryMiB", request.MemoryMiB);
        Add("rootDiskGiB", request.RootDiskGiB);
        Add("networkId", request.NetworkId?.ToString());
        Add("hostId", request.HostId?.ToString());
        Add("ipAddress", request.IpAddress);
        Add("gateway", request.Gateway);
        Add("nameServers", request.NameServers.Length == 0 ? null : request.NameServers);
        Add("profile", request.Profile?.ToString().ToLowerInvariant());
        Add("userName", request.UserName);
        // The page never shows a password again, not even to the one who typed it.
        Add("password", request.Password is null ? null : "…");
        Add("sshKeys", request.SshKeys.Length == 0 ? null : request.SshKeys);
        Add("tags", request.Tags.Length == 0 ? null : request.Tags);
        Add("description", request.Description);
        Add("start", request.Start);
        return members;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                members.Add((name, JsonSerializer.Serialize(value, value.GetType(), Readable).Replace("'", "\\u0027", StringComparison.Ordinal)));
            }
        }
    }
}

/// <summary>A coloured piece of the call.</summary>
/// <param name="Class">Its colour's class, null for plain.</param>
/// <param name="Text">Its text.</param>
internal sealed record CurlPart(string? Class, string Text);
