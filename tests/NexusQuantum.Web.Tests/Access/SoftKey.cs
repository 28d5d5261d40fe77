using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>A passkey without a browser: one key pair (ES256) that answers both ceremonies of W3C Web Authentication for one site.</summary>
internal sealed class SoftKey(Uri origin) : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte HasKey = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string? _user;
    private int _uses;

    /// <summary>The browser's answer to options for a new passkey, as JSON text.</summary>
    public string Create(JsonElement options)
    {
        _user = options.GetProperty("user").GetProperty("id").GetString();
        var key = _key.ExportParameters(false);

        // COSE_Key as CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. key.Q.X!, 0x22, 0x58, 0x20, .. key.Q.Y!]; // of a public key
        byte[] data = [.. Data(Present | Verified | HasKey), .. new byte[16], 0, (byte)_id.Length, .. _id, .. cose];

        // {"fmt": "none", "attStmt": {}, "authData": data}.
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new { clientDataJSON = Text(Client("webauthn.create", options)), attestationObject = Text(attestation), transports = (string[])["internal"] });
    }

    /// <summary>The browser's answer to options for signing in.</summary>
    public string Get(JsonElement options)
    {
        var client = Client("webauthn.get", options);
        var data = Data(Present | Verified);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = _user });
    }

    public void Dispose() => _key.Dispose();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private string Answer(object response)
        => JsonSerializer.Serialize(new { id = Text(_id), rawId = Text(_id), type = "public-key", authenticatorAttachment = "platform", clientExtensionResults = new { }, response });

    private byte[] Client(string type, JsonElement options)
        => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type, challenge = options.GetProperty("challenge").GetString(), origin = origin.GetLeftPart(UriPartial.Authority), crossOrigin = false }));

    private byte[] Data(int flags) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(origin.Host)), (byte)flags, 0, 0, 0, (byte)++_uses];
}
