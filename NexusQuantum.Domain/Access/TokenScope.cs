using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Access;

/// <summary>How much of its owner's rights a token carries; never more than the owner has at the moment of use.</summary>
[JsonConverter(typeof(CamelCaseEnum<TokenScope>))]
public enum TokenScope
{
    /// <summary>What can be read.</summary>
    Read,

    /// <summary>What a built-in operator may do.</summary>
    Operate,

    /// <summary>Everything its owner may do.</summary>
    Administer,
}
