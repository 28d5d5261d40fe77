using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>Whom machines, images and service accounts belong to; one-time links of accounts.</summary>
    public partial class Owners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "vms",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "images",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "account_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_reset = table.Column<bool>(type: "boolean", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    created_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_account_links_asp_net_users_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_vms_owner_id",
                table: "vms",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_images_owner_id",
                table: "images",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_account_links_hash",
                table: "account_links",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_account_links_account",
                table: "account_links",
                column: "account_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_images_asp_net_users_owner_id",
                table: "images",
                column: "owner_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.AddForeignKey(
                name: "fk_vms_asp_net_users_owner_id",
                table: "vms",
                column: "owner_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.Sql("UPDATE vms SET owner_id = a.id FROM accounts a WHERE a.user_name = vms.created_by;");
            migrationBuilder.Sql("UPDATE images SET owner_id = a.id FROM accounts a WHERE a.user_name = images.added_by;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_images_asp_net_users_owner_id",
                table: "images");

            migrationBuilder.DropForeignKey(
                name: "fk_vms_asp_net_users_owner_id",
                table: "vms");

            migrationBuilder.DropTable(
                name: "account_links");

            migrationBuilder.DropIndex(
                name: "ix_vms_owner_id",
                table: "vms");

            migrationBuilder.DropIndex(
                name: "ix_images_owner_id",
                table: "images");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "vms");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "images");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "accounts");
        }
    }
}
