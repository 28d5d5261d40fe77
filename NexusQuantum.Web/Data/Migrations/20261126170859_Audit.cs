using Microsoft.EntityFrameworkCore.Migrations;
using NexusQuantum.Web.Data.Audit;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>The audit with its chain and retention, outside the model.</summary>
    public partial class Audit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(AuditSchema.Create);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(AuditSchema.Drop);
    }
}
