using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class HostCertificates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "host_id",
                table: "join_tokens",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "addresses",
                table: "hosts",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "certificate_fingerprint",
                table: "hosts",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "certificate_issued_at",
                table: "hosts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_at",
                table: "hosts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "next_fingerprint",
                table: "hosts",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "host_id",
                table: "join_tokens");

            migrationBuilder.DropColumn(
                name: "addresses",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "certificate_fingerprint",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "certificate_issued_at",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "next_at",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "next_fingerprint",
                table: "hosts");
        }
    }
}
