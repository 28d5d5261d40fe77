using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// Asks again for work that failed or was cancelled; registered as <c>services.AddSingleton&lt;IOperationRetry, VmRetry&gt;()</c>. It goes
/// through the same use case as the first time, so it is checked against how things are now.
/// </summary>
internal interface IOperationRetry
{
    /// <summary>Whether it knows operations of this kind.</summary>
    bool Takes(string kind);

    Task<Result<OperationView>> AgainAsync(Caller caller, RetryAsk ask, CancellationToken cancellationToken);
}

/// <summary>What the ended operation was.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Title">What people read.</param>
/// <param name="Subject">What it was about.</param>
/// <param name="Arguments">Its <see cref="NewOperation.Arguments"/>.</param>
internal sealed record RetryAsk(string Kind, string Title, OperationSubject Subject, string Arguments);
