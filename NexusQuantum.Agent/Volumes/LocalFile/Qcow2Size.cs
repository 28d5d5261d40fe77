using System.Buffers.Binary;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Volumes.LocalFile;

/// <summary>The virtual size in a qcow2 header (QEMU: docs/interop/qcow2.txt), read by us: the file may be a guest's work.</summary>
/// <param name="Missing">There is no such name.</param>
/// <param name="Bytes">The size; null when it is not a regular qcow2 file.</param>
internal readonly record struct Qcow2Size(bool Missing, long? Bytes)
{
    private const uint Magic = 0x514649FB;

    public static Qcow2Size Read(string directory, string name)
    {
        if (VmAccounts.OwnerOf(Path.Combine(directory, name)) is null)
        {
            return new Qcow2Size(true, null);
        }

        var opened = SafeOpen.Read(directory, name);
        if (!opened.Ok)
        {
            return new Qcow2Size(false, null);
        }

        using var file = opened.Value;
        Span<byte> header = stackalloc byte[32];
        return RandomAccess.Read(file, header, 0) == header.Length
            && BinaryPrimitives.ReadUInt32BigEndian(header) == Magic
            && BinaryPrimitives.ReadUInt32BigEndian(header[4..]) is 2 or 3
            && BinaryPrimitives.ReadInt64BigEndian(header[24..]) is > 0 and var size
            ? new Qcow2Size(false, size)
            : new Qcow2Size(false, null);
    }
}
