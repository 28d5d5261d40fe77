using System.Diagnostics.CodeAnalysis;

namespace NexusQuantum.Domain.Errors;

/// <summary>A value or the expected failure that stood in its way. Exceptions stay for bugs and broken machines.</summary>
/// <typeparam name="T">What success carries.</typeparam>
public sealed class Result<T>
{
    private Result(T? value, Error? error) => (Value, Error) = (value, error);

    /// <summary>The value; null exactly when <see cref="Error"/> is not.</summary>
    public T? Value { get; }

    /// <summary>The failure; null on success.</summary>
    public Error? Error { get; }

    /// <summary>True on success.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Ok => Error is null;

    /// <summary>Success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);

    /// <summary>Carries a success on to <paramref name="next"/>, a failure past it.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next) => Ok ? next(Value) : Error;
}
