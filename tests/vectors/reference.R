#!/usr/bin/env Rscript
# Reference values of R's own functions, as lines of JSON: normal.json, student.json, adjust.json
# and describe.json beside this file. Run by hand in this folder when a case is added;
# the files are committed, so that the tests need no R.
set.seed(20240607)

number <- function(v) sprintf("%.17g", v)
numbers <- function(v) paste0("[", paste(number(v), collapse = ", "), "]")
write_file <- function(name, about, rows) {
  source <- paste0(about, " ", R.version.string, ", written by reference.R.")
  writeLines(c("{", sprintf('  "about": "%s",', source), '  "cases": [',
               paste0("    {", rows, "}", c(rep(",", length(rows) - 1), "")), "  ]", "}"), name)
}

z <- c(-37, -20, -8, -5, -2.5758293035489, -1.959963984540054, -1, -0.1, -1e-9, 0, 1e-6, 0.3, 0.5,
       1.2815515655446, 3, 4.5, 8)
p <- c(1e-300, 1e-100, 1e-20, 1e-10, 1e-6, 1e-4, 0.0005, 0.00178, 0.0023, 0.005, 0.01, 0.02424,
       0.02425, 0.02426, 0.025, 0.1, 0.2, 0.3, 0.45, 0.55, 0.7, 0.8, 0.9, 0.95, 0.97575, 0.975,
       0.99, 0.995, 0.9995, 0.999999, 1 - 2^-40)
write_file("normal.json", "below = pnorm(z).",
           c(sprintf('"z": %s, "below": %s', number(z), number(pnorm(z))),
             sprintf('"z": %s, "below": %s, "inverse": true', number(qnorm(p)), number(p))))

grid <- expand.grid(p = c(0.5, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995, 1 - 1e-6),
                    df = c(1, 2, 3, 4, 5, 6.5, 9, 19, 30, 99, 1000))
write_file("student.json", "t = qt(p, df).",
           sprintf('"p": %s, "df": %s, "t": %s', number(grid$p), number(grid$df),
                   number(qt(grid$p, grid$df))))

sets <- list(0.03, c(0.01, 0.01), c(0.04, 0.01), c(1, 1, 1), c(0.9, 0.001, 0.5), c(0, 1, 0, 0.5),
             rep(0.02, 7), c(0.005, 0.009, 0.019, 0.022, 0.051, 0.101, 0.361, 0.387),
             runif(20), round(runif(40), 1), runif(100)^3, 10^-runif(33, 0, 12),
             rev(seq(0.01, 1, length.out = 25)), 2 / choose(8, 4) * c(1, 2, 4, 7, 10, 1))
write_file("adjust.json", "q = p.adjust(p, 'BH').",
           sapply(sets, function(v) {
             sprintf('"p": %s, "q": %s', numbers(v), numbers(p.adjust(v, "BH")))
           }))

samples <- list(5, c(2, 1), c(3, 3, 3), c(1, 2, 3, 4), c(7, 1, 5, 3, 9), c(0, 0, 0, 10),
                round(rexp(17), 2), rlnorm(20, 10), round(rnorm(50, 100, 2)), c(rnorm(30), 1e6)^2,
                rep(c(1, 2), c(11, 10)), rcauchy(101)^2)
q <- c(0, 0.01, 0.05, 0.25, 0.5, 0.77, 0.95, 0.99, 1)
write_file("describe.json", paste("Quantiles of type 7 at 0, .01, .05, .25, .5, .77, .95, .99, 1;",
                                  "mad(), mean(), sd() (0 for one value)."),
           sapply(samples, function(v) {
             sprintf('"values": %s, "quantiles": %s, "mad": %s, "mean": %s, "sd": %s', numbers(v),
                     numbers(quantile(v, q, type = 7, names = FALSE)), number(mad(v)),
                     number(mean(v)), number(if (length(v) > 1) sd(v) else 0))
           }))
