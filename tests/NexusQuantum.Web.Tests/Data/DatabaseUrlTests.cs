using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Tests.Data;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgresql://u:p@h/db", "h", 5432, "u", "p", "db")]
    [InlineData("postgres://u:p@h:6432/db", "h", 6432, "u", "p", "db")]
    [InlineData("postgresql://u@h", "h", 5432, "u", null, "u")]
    [InlineData("postgresql://u:p%40ss%23w%2Frd%3F%25@h/db", "h", 5432, "u", "p@ss#w/rd?%", "db")]
    [InlineData("postgresql://u:a:b@h/db", "h", 5432, "u", "a:b", "db")]
    [InlineData("postgresql://us%40er:p@h/d%20b", "h", 5432, "us@er", "p", "d b")]
    [InlineData("postgresql://u:p@[2001:db8::1]:5433/db", "2001:db8::1", 5433, "u", "p", "db")]
    [InlineData("postgresql://u:p@[::1]/db", "::1", 5432, "u", "p", "db")]
    [InlineData("postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql", 5432, "u", "p", "db")]
    [InlineData("postgresql:///db?host=/run/pg&port=5555&user=u&password=p", "/run/pg", 5555, "u", "p", "db")]
    [InlineData("postgresql://u@/db?host=/run/pg", "/run/pg", 5432, "u", null, "db")]
    [InlineData("postgresql://h/db?user=a%40b&password=x", "h", 5432, "a@b", "x", "db")]
    [InlineData("postgresql://h/db?user=a@b", "h", 5432, "a@b", null, "db")]
    [InlineData("postgresql://u:p@h1:5432,h2:5433/db", "h1:5432,h2:5433", 5432, "u", "p", "db")]
    [InlineData("postgresql://u:p@h/db?", "h", 5432, "u", "p", "db")]
    public void A_url_is_read_as_libpq_reads_it(string url, string host, int port, string user, string? password, string database)
    {
        var address = DatabaseUrl.Parse(url);
        Assert.True(address.Ok, address.Error?.Message);
        var read = new NpgsqlConnectionStringBuilder(address.Value.ConnectionString);
        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void The_ssl_mode_is_taken(string text, SslMode mode)
        => Assert.Equal(mode, new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse($"postgresql://u:p@h/db?sslmode={text}").Value!.ConnectionString).SslMode);

    [Theory]
    [InlineData("postgresql://u:hunter2@ss@h/db", "'@' in the password", "%40")]
    [InlineData("postgresql://u:hunter2/x@h/db", "'/' in the password", "%2F")]
    [InlineData("postgresql://u:hunter2#x@h/db", "'#' in the password", "%23")]
    [InlineData("postgresql://u:hunter2?x@h/db", "'?' in the password", "%3F")]
    [InlineData("postgresql://u:hunter2%zz@h/db", "'%' in the password", "%25")]
    [InlineData("postgresql://h/db", "no user", "postgresql://user:password@host")]
    [InlineData("mysql://u:hunter2@h/db", "does not begin with", "postgresql://user:password@host")]
    [InlineData("Host=h;Password=hunter2", "does not begin with", "postgresql://user:password@host")]
    [InlineData("postgresql://u:hunter2@h:99999/db", "host or port", "postgresql://")]
    [InlineData("postgresql://u:hunter2@h:x/db", "host or port", "postgresql://")]
    [InlineData("postgresql://u:hunter2@h/db?sslmode=maybe", "'sslmode'", "postgresql://")]
    [InlineData("postgresql://u:hunter2@h/db?port=0", "'port'", "postgresql://")]
    [InlineData("postgresql://u:hunter2@h/db?sslmode=disable&secret=hunter2", "option that is not known", "postgresql://")]
    [InlineData("postgresql://u:hunter2@h/db/more", "second '/'", "postgresql://")]
    public void A_mistake_is_named_with_its_fix_and_without_the_password(string url, string message, string fix)
    {
        var address = DatabaseUrl.Parse(url);
        Assert.False(address.Ok);
        Assert.Contains(message, address.Error.Message, StringComparison.Ordinal);
        Assert.Contains(fix, address.Error.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", address.Error.Message + address.Error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_prints_no_password()
        => Assert.DoesNotContain("hunter2", DatabaseUrl.Parse("postgresql://u:hunter2@h/db").Value!.ToString(), StringComparison.Ordinal);
}
