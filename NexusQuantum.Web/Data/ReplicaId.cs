namespace NexusQuantum.Web.Data;

/// <summary>Names this portal among those that share a database; lies in its data directory, so it survives a restart.</summary>
internal sealed record ReplicaId(Guid Value)
{
    public static ReplicaId Load(string directory)
    {
        var path = Path.Combine(directory, "replica-id");
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out var known))
        {
            return new ReplicaId(known);
        }

        var made = new ReplicaId(Guid.CreateVersion7());
        File.WriteAllText(path, made.Value.ToString("D"));
        return made;
    }
}
