using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class ProviderSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "provider_id",
                table: "sessions",
                type: "uuid",
                nullable: true);

            // Sessions that are open now were noted by the provider's name only.
            migrationBuilder.Sql("UPDATE sessions SET provider_id = p.id FROM sign_in_providers p WHERE method = 'single sign-on by ' || p.name");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_provider_id",
                table: "sessions",
                column: "provider_id");

            migrationBuilder.AddForeignKey(
                name: "fk_sessions_sign_in_providers_provider_id",
                table: "sessions",
                column: "provider_id",
                principalTable: "sign_in_providers",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_sessions_sign_in_providers_provider_id",
                table: "sessions");

            migrationBuilder.DropIndex(
                name: "ix_sessions_provider_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "provider_id",
                table: "sessions");
        }
    }
}
