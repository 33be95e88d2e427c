/**
 * What settings are, without any of them: a {@link linkhold.app.settings.Setting} is one entry of
 * the program's table, and {@link linkhold.app.settings.SettingValues} are what a YAML file, the
 * environment and the flags make of that table together, with every mistake noted.
 */
@NullMarked
package linkhold.app.settings;

import org.jspecify.annotations.NullMarked;
