package linkhold.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a plain PostgreSQL look like a Citus of two machines and a coordinator: it has the
 * functions and tables of Citus that Linkhold uses, and all rows stay where they are. So the
 * statements for Citus run where there is no Citus. While a machine is away, writes to its accounts
 * and to tables that are copied to every machine fail; a machine that hangs answers once it no
 * longer does.
 */
final class FakeCitus {

  private static final String EXTENSION =
      """
      set allow_system_table_mods = on;
      insert into pg_catalog.pg_extension
        (oid, extname, extowner, extnamespace, extrelocatable, extversion)
      select 999999, 'citus', extowner, extnamespace, false, 'fake'
      from pg_catalog.pg_extension where extname = 'plpgsql';
      reset allow_system_table_mods;
      """;

  private static final String FUNCTIONS =
      """
      create schema fake_citus;
      create table fake_citus.pg_dist_partition (
        logicalrelid regclass primary key, partmethod "char", repmodel "char");
      create table fake_citus.pg_dist_placement (shardid bigint, groupid int);
      insert into fake_citus.pg_dist_placement values (0, 1), (1, 2);
      create table fake_citus.pg_dist_local_group as select 0 as groupid;
      create table fake_citus.pg_dist_node (
        groupid int, nodename text, nodeport int, noderole text default 'primary',
        away boolean default false);
      insert into fake_citus.pg_dist_node values (1, 'one', 1), (2, 'two', 2);
      create function fake_citus.require(asked int[]) returns void language plpgsql as $$ begin
        if exists (select from fake_citus.pg_dist_node where groupid = any(asked) and away) then
          raise exception 'connection refused' using errcode = '08006';
        end if;
      end $$;
      create function fake_citus.require_all() returns trigger language plpgsql as $$ begin
        perform fake_citus.require('{1, 2}');
        return null;
      end $$;
      create function fake_citus.require_one() returns trigger language plpgsql as $$ begin
        perform fake_citus.require(array[1 + coalesce(new.account_id, old.account_id)::int % 2]);
        return coalesce(new, old);
      end $$;
      create function fake_citus.create_reference_table(name regclass) returns void
        language plpgsql as $$ begin
          insert into fake_citus.pg_dist_partition values (name, 'n', 't');
          execute format(
            'create trigger require_all before insert or update or delete on %I
              for each statement execute function fake_citus.require_all()',
            name::text);
        end $$;
      create function fake_citus.citus_add_local_table_to_metadata(name regclass) returns void
        language plpgsql as $$ declare col text; begin
          insert into fake_citus.pg_dist_partition values (name, 'n', 's');
          for col in
            select attname from pg_attribute where attrelid = name and attidentity <> ''
          loop
            execute format('alter table %I alter %I restart', name::text, col);
          end loop;
        end $$;
      create view fake_citus.pg_dist_shard as
        select logicalrelid, shardid, shardid::text as shardminvalue
        from fake_citus.pg_dist_partition, generate_series(0, 1) shardid
        where partmethod = 'h';
      create function fake_citus.create_distributed_table(
          name regclass, col text, colocate_with text) returns void
        language plpgsql as $$ begin
          insert into fake_citus.pg_dist_partition values (name, 'h', 's');
          for part in 0..1 loop
            execute format(
              'create view %I as select * from %I where %I %% 2 = %s',
              name::text || '_' || part, name::text, col, part);
          end loop;
          execute format(
            'create trigger require_one before insert or update or delete on %I
              for each row execute function fake_citus.require_one()',
            name::text);
        end $$;
      create function fake_citus.master_run_on_worker(
          names text[], ports int[], commands text[], parallel boolean,
          out node_name text, out node_port int, out success boolean, out result text)
        returns setof record language plpgsql as $$ begin
          for i in 1..cardinality(names) loop
            node_name := names[i];
            node_port := ports[i];
            perform pg_advisory_xact_lock_shared(ports[i]);
            select not away into success from fake_citus.pg_dist_node where nodeport = ports[i];
            result := 'connection refused';
            if success then
              execute commands[i] into result;
            end if;
            return next;
          end loop;
        end $$;
      create function fake_citus.truncate_local_data_after_distributing_table(regclass) returns void
        language sql as 'select';
      create function fake_citus.get_shard_id_for_distribution_column(regclass, id bigint)
        returns bigint language sql as 'select id % 2';
      """;

  private FakeCitus() {}

  /**
   * Sets whether a machine answers queries of its own; machine one has the accounts of even ids,
   * two those of odd ids.
   */
  static void setAway(DatabaseSettings settings, String machine, boolean away) {
    try {
      RunningPostgres.execute(
          settings,
          "update fake_citus.pg_dist_node set away = %s where nodename = '%s'"
              .formatted(away, machine));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prepares a new empty database. */
  static void into(DatabaseSettings settings) {
    String database = settings.jdbcUrl().replaceFirst(".*/(\\w+)(\\?.*)?$", "$1");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(EXTENSION);
      statement.execute(FUNCTIONS);
      statement.execute(
          "alter database " + database + " set search_path = \"$user\", public, fake_citus");
    } catch (SQLException e) {
      throw new IllegalStateException("No database that looks like Citus.", e);
    }
  }
}
