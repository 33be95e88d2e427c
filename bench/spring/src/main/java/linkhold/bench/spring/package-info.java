/** A rival as most would write it: Spring Boot, Spring MVC, JPA. */
@NullMarked
package linkhold.bench.spring;

import org.jspecify.annotations.NullMarked;
