using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Web.Data;

/// <summary>A typed id as uuid.</summary>
internal sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => IdValue<TId>.Read(value))
    where TId : struct, IId<TId>;

/// <summary>Stands outside: an expression tree cannot call a static member of an interface.</summary>
internal static class IdValue<TId>
    where TId : struct, IId<TId>
{
    public static TId Read(Guid value) => TId.From(value);
}
