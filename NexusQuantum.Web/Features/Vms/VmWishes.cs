using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Tells agents the wishes of rows. Repeating it changes nothing.</summary>
internal sealed partial class VmWishes(VmBoard board, AgentClients clients, Seal seal, ILogger<VmWishes> log)
{
    /// <summary>The purpose a VM's password is sealed for.</summary>
    public static string PasswordPurpose(VmId id) => $"vm-password/{id}";

    /// <summary>Reads the row as it is now and tells it; null when there is no row any more.</summary>
    public async Task<Result<EnsureAnswer>?> SendAsync(VmId id, CancellationToken cancellationToken)
    {
        if (await board.RefreshAsync(id, cancellationToken) is not { } row)
        {
            return null;
        }

        var client = await clients.ForAsync(row.HostId, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        var answer = await client.Value.EnsureAsync(id, Wish(row), cancellationToken);
        if (!answer.Ok)
        {
            Log.NotTold(log, id, answer.Error.Message);
        }

        return answer;
    }

    private EnsureVm Wish(VmRow row) => new()
    {
        Generation = row.Generation,
        Spec = row.Spec,
        Power = row.Power,
        Password = Password(row),
    };

    private string? Password(VmRow row)
    {
        if (row.SealedPassword is not { } sealedPassword)
        {
            return null;
        }

        var bytes = seal.Unprotect(sealedPassword, PasswordPurpose(row.Id));
        var text = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    private static partial class Log
    {
        [LoggerMessage(3111, LogLevel.Information, "The wish of machine {Vm} could not be told: {Reason}")]
        public static partial void NotTold(ILogger logger, VmId vm, string reason);
    }
}
