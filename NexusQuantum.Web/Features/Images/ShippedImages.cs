using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Images;

/// <summary>
/// Takes in the image that came with the product, at each start: files are checked against the manifest's digests, rows are made or,
/// for a new version, brought up to date; then each host that comes within reach gets the files before anybody waits for them.
/// </summary>
internal sealed partial class ShippedImages(ImageOptions options, ShippedFiles files, ImageStaging staging, ImageBoard board, HostImages held, ImageCarrier carrier, HostLeases leases, AgentDirectory directory, IDbContextFactory<NexusDb> databases, TimeProvider time, ILogger<ShippedImages> log) : BackgroundService
{
    public const string Root = "nexus-tiny";
    public const string Kernel = "nexus-tiny-kernel";
    public const string Initrd = "nexus-tiny-initrd";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Reads the manifest and writes the rows.</summary>
    public async Task ImportAsync(CancellationToken cancellationToken)
    {
        var path = options.BaseImages is null ? null : Path.Combine(options.BaseImages, "manifest.json");
        if (path is null || !File.Exists(path))
        {
            Log.None(log);
            return;
        }

        await using var stream = File.OpenRead(path);
        var manifest = await JsonSerializer.DeserializeAsync(stream, ShippedJson.Default.ShippedManifest, cancellationToken) ?? throw new JsonException("The manifest is empty.");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kernel = await UpsertAsync(db, manifest, Kernel, ImageKind.Kernel, manifest.Kernel, null, null, cancellationToken);
        var initrd = manifest.Initrd is null ? null : await UpsertAsync(db, manifest, Initrd, ImageKind.Initrd, manifest.Initrd, null, null, cancellationToken);
        if (kernel is not null)
        {
            await UpsertAsync(db, manifest, Root, ImageKind.Root, manifest.Root, kernel, initrd, cancellationToken);
        }

        await board.LoadAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var imported = false;
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (!imported)
                {
                    staging.Sweep();
                    await ImportAsync(stoppingToken);
                    files.Read();
                    imported = true;
                }

                await SpreadAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
                // A manifest that cannot be read now will not be read in two seconds either; an outage of the database passes.
                if (!DatabaseOutage.Is(e))
                {
                    files.Read();
                    imported = true;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SpreadAsync(CancellationToken cancellationToken)
    {
        foreach (var host in directory.Feed.Snapshot().Where(host => host.Reachable && leases.Holds(host.Id) && held.Knows(host.Id)))
        {
            foreach (var row in board.All().Where(row => row.Shipped && files.Find(row.Digest) is not null && !held.Has(host.Id, row.Digest)))
            {
                var brought = await carrier.BringAsync(host.Id, row, _ => Task.CompletedTask, cancellationToken);
                if (!brought.Ok)
                {
                    Log.NotBrought(log, row.Name, host.Name, brought.Error.Message);
                    return;
                }

                Log.Brought(log, row.Name, host.Name);
            }
        }
    }

    private async Task<ImageRow?> UpsertAsync(NexusDb db, ShippedManifest manifest, string name, ImageKind kind, ShippedFile file, ImageRow? kernel, ImageRow? initrd, CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.BaseImages!, Path.GetFileName(file.File)); // only called with a directory
        var row = await db.Set<ImageRow>().SingleOrDefaultAsync(image => image.Name == name && image.Shipped, cancellationToken);
        if (await CheckAsync(path, file, cancellationToken) is not { } facts)
        {
            Log.Damaged(log, file.File);
            return row;
        }

        files.Add(file.Digest, path);
        if (row is null)
        {
            row = new ImageRow { Id = ImageId.New(), ProjectId = ProjectId.Default, Name = name, Kind = kind, Format = facts.Format, Digest = file.Digest, Bytes = 0, VirtualBytes = 0, Shipped = true, AddedBy = Caller.System.Name, CreatedAt = time.GetUtcNow() };
            db.Add(row);
        }

        (row.Digest, row.Format, row.Bytes, row.VirtualBytes) = (file.Digest, facts.Format, new FileInfo(path).Length, facts.VirtualBytes);
        row.Description = $"{manifest.Description ?? manifest.Name} (version {manifest.Version})";
        if (kind == ImageKind.Root)
        {
            (row.KernelId, row.InitrdId, row.KernelArguments, row.HasGuestAgent) = (kernel?.Id, initrd?.Id, manifest.KernelArguments, manifest.HasGuestAgent);
        }

        await db.SaveChangesAsync(cancellationToken);
        return row;
    }

    private static async Task<ImageFacts?> CheckAsync(string path, ShippedFile file, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        await using (var bytes = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }))
        {
            if (Digest.FromHash(await SHA256.HashDataAsync(bytes, cancellationToken)) != file.Digest)
            {
                return null;
            }
        }

        Result<ImageFacts> found = ImageStaging.Inspect(path);
        return found.Ok && found.Value.Format == file.Format ? found.Value : null;
    }

    private static partial class Log
    {
        [LoggerMessage(3211, LogLevel.Information, "No base image is configured; upload a kernel and a root disk to create machines.")]
        public static partial void None(ILogger logger);

        [LoggerMessage(3212, LogLevel.Error, "The base image's file {File} is missing, damaged or not what its manifest says.")]
        public static partial void Damaged(ILogger logger, string file);

        [LoggerMessage(3213, LogLevel.Information, "Image {Image} was brought to {Host}.")]
        public static partial void Brought(ILogger logger, string image, string host);

        [LoggerMessage(3214, LogLevel.Warning, "Image {Image} could not be brought to {Host}: {Reason}")]
        public static partial void NotBrought(ILogger logger, string image, string host, string reason);

        [LoggerMessage(3215, LogLevel.Error, "Shipped images could not be taken in.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
