using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Images;

/// <summary>All images in memory, with where they lie and how many machines came from them.</summary>
internal sealed class ImageBoard(IDbContextFactory<NexusDb> databases, HostImages held, AgentDirectory directory, IServiceProvider services, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RereadEvery = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<ImageId, ImageRow> _rows = [];

    // Machines are made from images and images count machines: this room asks for that one late, or neither could be made first.
    private IVmApi Vms => field ??= services.GetRequiredService<IVmApi>();

    public LiveFeed<ImageId, ImageView> Feed { get; } = new();

    public ImageRow? Find(ImageId id)
    {
        lock (_gate)
        {
            return _rows.GetValueOrDefault(id);
        }
    }

    public ImageRow? Find(Digest digest)
    {
        lock (_gate)
        {
            return _rows.Values.FirstOrDefault(row => row.Digest == digest);
        }
    }

    public ImageRow? ShippedNamed(string name)
    {
        lock (_gate)
        {
            return _rows.Values.FirstOrDefault(row => row.Shipped && string.Equals(row.Name, name, StringComparison.Ordinal));
        }
    }

    public IReadOnlyList<ImageRow> All()
    {
        lock (_gate)
        {
            return [.. _rows.Values];
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<ImageRow>().AsNoTracking().ToListAsync(cancellationToken);
        List<ImageId> gone;
        lock (_gate)
        {
            gone = [.. _rows.Keys.Except(rows.Select(row => row.Id))];
        }

        rows.ForEach(Put);
        gone.ForEach(Remove);
    }

    public void Put(ImageRow row)
    {
        lock (_gate)
        {
            _rows[row.Id] = row;
        }

        Show(row.Id);
    }

    public void Remove(ImageId id)
    {
        lock (_gate)
        {
            _rows.Remove(id);
        }

        Feed.Remove(id);
    }

    public int CountVms(ImageId id) => Vms.Feed.Snapshot().Count(vm => vm.Image.Id == id);

    public ImageView View(ImageRow row) => Compose(row, CountVms(row.Id));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        held.OnChanged(_ => ShowAll());
        await Task.WhenAll(FollowVmsAsync(stoppingToken), RereadAsync(stoppingToken));
    }

    private async Task FollowVmsAsync(CancellationToken stoppingToken)
    {
        await using var vms = Vms.Feed.Subscribe();
        await foreach (var _ in vms.ReadAsync(stoppingToken))
        {
            ShowAll();
            await Task.Delay(CountEvery, time, stoppingToken);
        }
    }

    private async Task RereadAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RereadEvery, time);
        while (true)
        {
            try
            {
                await LoadAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && DatabaseOutage.Is(e))
            {
                // The next round reads them; what is shown stays.
            }

            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    private void ShowAll()
    {
        var counts = Vms.Feed.Snapshot().CountBy(vm => vm.Image.Id).ToDictionary();
        foreach (var row in All())
        {
            Feed.Update(row.Id, known => Compose(row, counts.GetValueOrDefault(row.Id)) is var next && Same(known, next) ? null : next);
        }
    }

    private void Show(ImageId id) => Feed.Update(id, _ => Find(id) is { } row ? View(row) : null);

    private ImageView Compose(ImageRow row, int vms)
    {
        HostId[] hosts = [.. held.HoldersOf(row.Digest).Where(host => directory.Find(host) is not null).OrderBy(host => host.Value)];
        return new ImageView
        {
            Id = row.Id,
            Name = row.Name,
            ProjectId = row.ProjectId,
            Kind = row.Kind,
            Format = row.Format,
            Digest = row.Digest,
            Bytes = row.Bytes,
            VirtualBytes = row.VirtualBytes,
            KernelId = row.KernelId,
            InitrdId = row.InitrdId,
            KernelArguments = row.KernelArguments,
            HasGuestAgent = row.HasGuestAgent,
            Shipped = row.Shipped,
            Description = row.Description,
            Hosts = [.. hosts],
            Staged = row.Staged,
            VmCount = vms,
            AddedBy = row.AddedBy,
            CreatedAt = row.CreatedAt,
        };
    }

    // Immutable arrays compare by reference.
    private static bool Same(ImageView? one, ImageView other) => one is not null && one with { Hosts = other.Hosts } == other && one.Hosts.SequenceEqual(other.Hosts);
}
