using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Errors;

/// <summary>What sort of failure this is; the portal maps it to an HTTP status in one place.</summary>
[JsonConverter(typeof(CamelCaseEnum<ErrorKind>))]
public enum ErrorKind
{
    /// <summary>The request itself is wrong (400).</summary>
    Invalid,

    /// <summary>Nobody is signed in, or the credentials are wrong (401).</summary>
    Unauthenticated,

    /// <summary>Signed in, but not allowed (403).</summary>
    Forbidden,

    /// <summary>The thing does not exist, or the asker may not know that it does (404).</summary>
    NotFound,

    /// <summary>The thing is in a state that does not allow this now (409).</summary>
    Conflict,

    /// <summary>Larger than a stated limit (413).</summary>
    TooLarge,

    /// <summary>Well-formed, but this installation or host cannot do it (422).</summary>
    Unsupported,

    /// <summary>Too many tries (429).</summary>
    TooMany,

    /// <summary>Something needed does not answer now; trying again later may work (503).</summary>
    Unavailable,

    /// <summary>Long work was done and failed (500 when answered directly).</summary>
    Failed,
}
