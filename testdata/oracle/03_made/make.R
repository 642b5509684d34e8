# The data of 02_made without its gap; splines as dense matrices, by minimising the penalised sum of squares
# over the values at the knots (R's splinefun makes the penalty: the integral of f''^2 of a natural cubic is piecewise
# that of a line squared). Rscript make.R in this folder.
options(digits = 15)
write <- function(x, file) write.table(format(x, digits = 15, trim = TRUE), file, sep = "\t", quote = FALSE, row.names = FALSE)
samples <- read.delim("../02_made/in_samples.tsv")
matrix <- as.matrix(read.delim("../02_made/in_matrix.tsv", row.names = 1, check.names = FALSE))
matrix[4, 2] <- 360000
qc <- samples$sampleType == "qc"
order <- samples$injectionOrder
penalty <- function(u) {
  second <- sapply(seq_along(u), function(k) splinefun(u, as.numeric(seq_along(u) == k), method = "natural")(u, deriv = 2))
  h <- diff(u)
  sum <- 0
  for (i in seq_along(h)) {
    a <- second[i, ]; b <- second[i + 1, ]
    sum <- sum + h[i] / 3 * (outer(a, a) + outer(b, b) + (outer(a, b) + outer(b, a)) / 2)
  }
  sum
}
cv <- chosen <- NULL
corrected <- matrix
for (batch in c("A", "B")) for (k in 1:3) {
  here <- which(samples$batch == batch)
  own <- which(samples$batch == batch & qc)
  x <- order[own]; y <- log(matrix[own, k]); u <- (x - min(x)) / (max(x) - min(x))
  tried <- lapply(10^seq(-6, 1, by = 0.5), function(lambda) {
    hat <- solve(diag(length(u)) + lambda * penalty(u)); f <- drop(hat %*% y)
    list(lambda = lambda, f = f, df = sum(diag(hat)), loo = mean(((y - f) / (1 - diag(hat)))^2))
  })
  field <- function(name) sapply(tried, `[[`, name)
  id <- data.frame(group = batch, metabolite = colnames(matrix)[k])
  cv <- rbind(cv, data.frame(id, lambda = field("lambda"), loo_mse = field("loo"), df = field("df")))
  best <- tried[[which.min(field("loo"))]]
  chosen <- rbind(chosen, data.frame(id, n_qc = length(own), lambda = best$lambda, df = best$df, loo_mse = best$loo))
  at <- pmin(pmax(order[here], min(x)), max(x))
  corrected[here, k] <- exp(log(matrix[here, k]) - splinefun(x, best$f, method = "natural")(at))
}
corrected <- sweep(corrected, 2, apply(matrix[qc, ], 2, median), "*")
table <- function(m) data.frame(sample = samples$sample, m, check.names = FALSE)
write(samples, "in_samples.tsv")
write(table(matrix), "in_matrix.tsv")
write(data.frame(key = c("qc", "by"), value = c("qc", "batch")), "in_config.tsv")
write(cv, "exp_cv_curve.tsv")
write(chosen, "exp_selected.tsv")
write(table(corrected), "exp_corrected.tsv")
