using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// Block nodes as JSON: a comma or a quote in a path is data there, not syntax. Formats and backing files are always spelled out, so
/// QEMU never probes what a guest wrote and never follows a name from inside an image.
/// </summary>
internal static class QemuBlock
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">Name of the node.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The VM's directory, QEMU's working directory: paths below it are told relative to it.</param>
    public static string Node(string name, EngineDisk disk, string directory)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("driver", Driver(disk.Format));
            json.WriteString("node-name", name);
            json.WriteString("discard", "unmap");
            WriteFile(json, Relative(disk.Path, directory), readOnly: false);
            if (disk.Backing is { } backing)
            {
                json.WriteStartObject("backing");
                json.WriteString("driver", Driver(backing.Format));
                json.WriteBoolean("read-only", true);
                WriteFile(json, backing.Path, readOnly: true);
                if (backing.Format == ImageFormat.Qcow2)
                {
                    json.WriteNull("backing");
                }

                json.WriteEndObject();
            }
            else if (disk.Format == ImageFormat.Qcow2)
            {
                json.WriteNull("backing");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>QEMU's name of a format.</summary>
    public static string Driver(ImageFormat format) => format switch
    {
        ImageFormat.Qcow2 => "qcow2",
        ImageFormat.Ext4 or ImageFormat.Raw => "raw",
        ImageFormat.BzImage or ImageFormat.Elf or ImageFormat.Cpio => throw new ArgumentException("Not a disk's format.", nameof(format)),
    };

    private static void WriteFile(Utf8JsonWriter json, string path, bool readOnly)
    {
        json.WriteStartObject("file");
        json.WriteString("driver", "file");
        json.WriteString("filename", path);
        if (readOnly)
        {
            json.WriteBoolean("read-only", true);
        }
        else
        {
            json.WriteString("discard", "unmap");
        }

        json.WriteEndObject();
    }

    private static string Relative(string path, string directory)
    {
        var relative = Path.GetRelativePath(directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
