namespace NexusQuantum.Web.Data;

/// <summary>Where the portal's database is. <paramref name="ConnectionString"/> holds the password: never log it.</summary>
/// <param name="ConnectionString">For Npgsql.</param>
/// <param name="Shown">Server and database without credentials, for messages.</param>
internal sealed record DatabaseAddress(string ConnectionString, string Shown)
{
    /// <summary>Never prints the password.</summary>
    public override string ToString() => Shown;
}
