using System.Collections.Immutable;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Brings a VM to its wish and waits for the agent's word that it is there: 1. the images are on the host; 2. the wish is told;
/// 3. reports are followed, their steps mirrored, until one meets the wish or gives it up. A host that goes away is waited for, and
/// told again when it is back: telling twice changes nothing.
/// </summary>
internal sealed class MeetWish(VmBoard board, VmWishes wishes, VmReports reports, IImageApi images, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(2);

    public async Task<Result<Done>> RunAsync(OperationContext context, bool needsImages, CancellationToken cancellationToken)
    {
        var id = new VmId(context.Subject.Id);
        var work = VmWork.Read(context.Arguments);
        using var signal = board.Follow(id);
        if (await board.RefreshAsync(id, cancellationToken) is not { } row)
        {
            return VmErrors.Gone;
        }

        // 1.
        var own = ImmutableArray<OperationStep>.Empty;
        if (needsImages)
        {
            var brought = await BringAsync(context, row, cancellationToken);
            for (var until = time.GetUtcNow() + Patience; AgentErrors.IsAway(brought.Error) && time.GetUtcNow() < until;)
            {
                await Task.Delay(AwayPause, time, cancellationToken);
                brought = await BringAsync(context, row, cancellationToken);
            }

            if (!brought.Ok)
            {
                reports.Fail(row, Problem.From(brought.Error));
                return brought.Error;
            }

            own = [.. context.Steps.Where(step => step.Name is VmWork.ImageStep)];
        }

        var deadline = time.GetUtcNow() + Patience + TimeSpan.FromSeconds(row.GraceSeconds);
        Error? unreachable = null;
        while (time.GetUtcNow() < deadline)
        {
            // 2.
            switch (await wishes.SendAsync(id, cancellationToken))
            {
                case null:
                    return VmErrors.Gone;
                case { Ok: true, Value.Refused: true } refused:
                    return VmErrors.Diverged(row.Generation, refused.Value.Report?.Generation ?? 0);
                case { Ok: true }:
                    unreachable = null;
                    break;
                case { Error: { Kind: ErrorKind.Unavailable } away }:
                    unreachable = away;
                    break;
                case { Error: { } error }:
                    reports.Fail(row, Problem.From(error));
                    return error;
            }

            // 3.
            using var again = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            again.CancelAfter(unreachable is null ? TellAgainAfter : AwayPause);
            if (await FollowAsync(context, id, work.Generation, own, signal, again.Token, cancellationToken) is { } end)
            {
                return end;
            }
        }

        return unreachable ?? VmErrors.TookTooLong(row.Name, (board.Fact(id)?.Report.State ?? VmState.Defined).ToString().ToLowerInvariant());
    }

    private async Task<Result<Done>?> FollowAsync(OperationContext context, VmId id, long generation, ImmutableArray<OperationStep> own, VmSignal signal, CancellationToken again, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (board.Row(id) is not { } row)
            {
                return VmErrors.Gone;
            }

            if (board.Fact(id)?.Report is { } report && report.Generation >= generation)
            {
                if (report.Steps.Length > 0)
                {
                    await context.SetStepsAsync([.. own, .. report.Steps], cancellationToken);
                }

                if (Judge(row, report, generation) is { } end)
                {
                    return end;
                }
            }

            try
            {
                await signal.WaitAsync(again);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    /// <summary>Whether a report ends the work; null while it goes on.</summary>
    internal static Result<Done>? Judge(VmRow row, VmReport report, long generation)
    {
        if (report.AppliedGeneration >= generation)
        {
            return Done.Value;
        }

        if (VmLifecycle.IsTransitioning(report.State) || report.Steps.Any(step => step.Status == StepStatus.Running))
        {
            return null;
        }

        if (report.GuestPoweredOff)
        {
            return row.Target == VmPower.Stopped ? Done.Value : VmErrors.Ended(row.Name);
        }

        if (report.Problem is not { } problem)
        {
            return null;
        }

        return new Error(ErrorKind.Failed, problem.Type, problem.Title) { Fix = problem.Fix };
    }

    private async Task<Result<Done>> BringAsync(OperationContext context, VmRow row, CancellationToken cancellationToken)
    {
        var boot = row.Spec.Boot;
        Domain.Images.Digest[] wanted = boot.Initrd is { } initrd ? [boot.Kernel, initrd, boot.Root] : [boot.Kernel, boot.Root];
        if (await images.AreOnHostAsync(row.HostId, wanted, cancellationToken))
        {
            await context.StepAsync(VmWork.ImageStep, StepStatus.Skipped, "They are there.", cancellationToken);
            return Done.Value;
        }

        await context.StepAsync(VmWork.ImageStep, StepStatus.Running, null, cancellationToken);
        var brought = await images.BringToHostAsync(row.HostId, wanted, (text, percent) => TellAsync(context, text, percent, cancellationToken), cancellationToken);
        var end = brought switch
        {
            { Ok: true } => StepStatus.Done,
            _ => AgentErrors.IsAway(brought.Error) ? StepStatus.Running : StepStatus.Failed,
        };
        await context.StepAsync(VmWork.ImageStep, end, brought.Error?.Message, cancellationToken);
        return brought;
    }

    private static Task TellAsync(OperationContext context, string text, int percent, CancellationToken cancellationToken)
        => context.StepAsync(VmWork.ImageStep, StepStatus.Running, $"{text}, {percent} %", cancellationToken);
}
