using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace NexusQuantum.Web.Data;

/// <summary>For <c>dotnet ef migrations add NAME -p NexusQuantum.Web -o Data/Migrations</c>; never connects.</summary>
internal sealed class NexusDbDesign : IDesignTimeDbContextFactory<NexusDb>
{
    public NexusDb CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<NexusDb>()
            .UseNpgsql("Host=/nonexistent")
            .UseSnakeCaseNamingConvention()
            .UseApplicationServiceProvider(new ServiceCollection().AddIdentitySchema().BuildServiceProvider())
            .Options);
}
