/** A rival in the most common style: Spring Boot, Spring MVC, JPA. */
@NullMarked
package linkhold.bench.spring;

import org.jspecify.annotations.NullMarked;
