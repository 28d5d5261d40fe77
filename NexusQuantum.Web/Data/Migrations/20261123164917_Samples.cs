using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>
    /// Metric samples, outside the model: wide rows of real (seven digits are more than a chart shows), raw and minutes partitioned by
    /// day, hours in one table. Partitions are made ahead by the portal.
    /// </summary>
    public partial class Samples : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("CREATE TABLE vm_samples (t timestamptz NOT NULL, id uuid NOT NULL, host_cpu real, host_memory real, guest_cpu real, guest_steal real, guest_io_wait real, guest_memory_total real, guest_memory_available real, guest_memory_cache real, guest_load real, disk_read_bytes real, disk_write_bytes real, disk_reads real, disk_writes real, net_in_bytes real, net_out_bytes real, root_used real) PARTITION BY RANGE (t)");
            migrationBuilder.Sql("CREATE INDEX ix_vm_samples_id_t ON vm_samples (id, t)");
            migrationBuilder.Sql("CREATE TABLE vm_samples_1m (t timestamptz NOT NULL, id uuid NOT NULL, host_cpu real, host_memory real, guest_cpu real, guest_steal real, guest_io_wait real, guest_memory_total real, guest_memory_available real, guest_memory_cache real, guest_load real, disk_read_bytes real, disk_write_bytes real, disk_reads real, disk_writes real, net_in_bytes real, net_out_bytes real, root_used real, PRIMARY KEY (id, t)) PARTITION BY RANGE (t)");
            migrationBuilder.Sql("CREATE TABLE vm_samples_1h (t timestamptz NOT NULL, id uuid NOT NULL, host_cpu real, host_memory real, guest_cpu real, guest_steal real, guest_io_wait real, guest_memory_total real, guest_memory_available real, guest_memory_cache real, guest_load real, disk_read_bytes real, disk_write_bytes real, disk_reads real, disk_writes real, net_in_bytes real, net_out_bytes real, root_used real, PRIMARY KEY (id, t))");
            migrationBuilder.Sql("CREATE TABLE host_samples (t timestamptz NOT NULL, id uuid NOT NULL, cpu real, steal real, io_wait real, load real, memory_total real, memory_available real, disk_read_bytes real, disk_write_bytes real, net_in_bytes real, net_out_bytes real, run_dir_free real, run_dir_total real) PARTITION BY RANGE (t)");
            migrationBuilder.Sql("CREATE INDEX ix_host_samples_id_t ON host_samples (id, t)");
            migrationBuilder.Sql("CREATE TABLE host_samples_1m (t timestamptz NOT NULL, id uuid NOT NULL, cpu real, steal real, io_wait real, load real, memory_total real, memory_available real, disk_read_bytes real, disk_write_bytes real, net_in_bytes real, net_out_bytes real, run_dir_free real, run_dir_total real, PRIMARY KEY (id, t)) PARTITION BY RANGE (t)");
            migrationBuilder.Sql("CREATE TABLE host_samples_1h (t timestamptz NOT NULL, id uuid NOT NULL, cpu real, steal real, io_wait real, load real, memory_total real, memory_available real, disk_read_bytes real, disk_write_bytes real, net_in_bytes real, net_out_bytes real, run_dir_free real, run_dir_total real, PRIMARY KEY (id, t))");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE vm_samples");
            migrationBuilder.Sql("DROP TABLE vm_samples_1m");
            migrationBuilder.Sql("DROP TABLE vm_samples_1h");
            migrationBuilder.Sql("DROP TABLE host_samples");
            migrationBuilder.Sql("DROP TABLE host_samples_1m");
            migrationBuilder.Sql("DROP TABLE host_samples_1h");
        }
    }
}
