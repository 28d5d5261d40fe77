using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Checks what people give for a VM, whatever the host; collects every mistake by field.</summary>
internal sealed class VmInput
{
    private readonly Dictionary<string, List<string>> _mistakes = new(StringComparer.Ordinal);

    public Error? Error => _mistakes.Count == 0 ? null : VmErrors.Invalid(_mistakes.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));

    public void Add(string field, string mistake)
    {
        if (!_mistakes.TryGetValue(field, out var list))
        {
            _mistakes[field] = list = [];
        }

        list.Add(mistake);
    }

    public VmName Name(string? text)
    {
        if (!VmName.TryParse(text, CultureInfo.InvariantCulture, out var name))
        {
            // The text itself is not repeated: it may be 300 characters of terminal escapes.
            Add("name", string.IsNullOrEmpty(text) ? $"A machine needs a name: {VmName.Rule}." : $"This name ({text.Length} characters) cannot be used: {VmName.Rule}.");
        }

        return name;
    }

    public void Vcpus(int vcpus)
    {
        if (vcpus is < 1 or > VmLimits.MaxVcpus)
        {
            Add("vcpus", $"{vcpus} vCPUs: 1 to {VmLimits.MaxVcpus} are possible.");
        }
    }

    public void Memory(int memoryMiB)
    {
        if (memoryMiB is < VmLimits.MinMemoryMiB or > VmLimits.MaxMemoryMiB)
        {
            Add("memoryMiB", $"{memoryMiB} MiB of memory: {VmLimits.MinMemoryMiB} to {VmLimits.MaxMemoryMiB} are possible.");
        }
    }

    public void RootDisk(int rootDiskGiB)
    {
        if (rootDiskGiB is < 1 or > VmLimits.MaxRootDiskGiB)
        {
            Add("rootDiskGiB", $"A root disk of {rootDiskGiB} GiB: 1 to {VmLimits.MaxRootDiskGiB} are possible.");
        }
    }

    public string? Description(string? text)
    {
        text = text?.Trim();
        if (text?.Length > VmLimits.MaxDescription)
        {
            Add("description", $"The description has {text.Length} characters; {VmLimits.MaxDescription} are possible.");
        }

        if (text?.Any(c => char.IsControl(c) && c is not '\n' and not '\r' and not '\t') == true)
        {
            Add("description", "The description holds control characters.");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    public string[] Tags(ImmutableArray<string> tags)
    {
        var list = (tags.IsDefault ? [] : tags).Select(tag => tag?.Trim() ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (list.Length > VmLimits.MaxTags)
        {
            Add("tags", $"{list.Length} tags; {VmLimits.MaxTags} are possible.");
        }

        if (list.Any(tag => tag.Length is 0 or > 40 || tag.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_' or '.' or '/'))))
        {
            Add("tags", "A tag is 1 to 40 characters: a-z, 0-9, and - _ . /");
        }

        return list;
    }

    public string? UserName(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.Length > 32 || text[0] is not (>= 'a' and <= 'z' or '_') || text.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_')))
        {
            Add("userName", "An account's name is 1 to 32 characters: a-z, 0-9, - and _, beginning with a letter or _.");
        }
        else if (text is "root")
        {
            Add("userName", "root is always there; leave this empty to use it.");
        }

        return text;
    }

    public void Password(string? text)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length is < 8 or > 128)
        {
            Add("password", "A password has 8 to 128 characters.");
        }

        // chpasswd(8) reads lines.
        if (text.Any(char.IsControl))
        {
            Add("password", "A password holds no control characters.");
        }
    }

    public ImmutableArray<string> SshKeys(ImmutableArray<string> keys)
    {
        var list = (keys.IsDefault ? [] : keys).Select(key => key?.Trim() ?? "").Where(key => key.Length > 0).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (list.Length > VmLimits.MaxSshKeys)
        {
            Add("sshKeys", $"{list.Length} SSH keys; {VmLimits.MaxSshKeys} are possible.");
        }

        for (var i = 0; i < list.Length; i++)
        {
            if (!IsSshKey(list[i]))
            {
                Add("sshKeys", $"Key {i + 1} is not an OpenSSH public key (one line like \"ssh-ed25519 AAAA… name\").");
            }
        }

        return list;
    }

    /// <summary>RFC 4253, 6.6: the blob begins with its type as a length-prefixed string, the same as the word before it.</summary>
    private static bool IsSshKey(string key)
    {
        var parts = key.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (key.Length > 16 * 1024 || key.Any(char.IsControl) || parts.Length < 2)
        {
            return false;
        }

        var type = parts[0];
        if (type is not ("ssh-ed25519" or "ssh-rsa" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" or "sk-ssh-ed25519@openssh.com" or "sk-ecdsa-sha2-nistp256@openssh.com"))
        {
            return false;
        }

        var blob = new byte[parts[1].Length];
        return Convert.TryFromBase64String(parts[1], blob, out var length)
            && length > 4 + type.Length
            && blob[0] == 0 && blob[1] == 0 && blob[2] == 0 && blob[3] == type.Length
            && Encoding.ASCII.GetString(blob, 4, type.Length).Equals(type, StringComparison.Ordinal);
    }
}
