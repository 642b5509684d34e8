# Two batches of made-up data; curves by R's loess with exact fits. Rscript make.R in this folder.
options(digits = 15)
write <- function(x, file) write.table(format(x, digits = 15, trim = TRUE), file, sep = "\t", quote = FALSE, row.names = FALSE)
set.seed(20261122)
order <- c(cumsum(1 + rpois(22, 0.7)), cumsum(1 + rpois(17, 0.9)))
samples <- data.frame(sample = sprintf("run%02d", 1:39), sampleType = "sample", injectionOrder = order,
                      batch = rep(c("A", "B"), c(22, 17)))
samples$sampleType[c(2, 5, 8, 11, 14, 17, 21, 24, 26, 29, 31, 33, 36, 39)] <- "qc"
drift <- exp(-0.02 * order + 0.1 * sin(order / 4))
matrix <- sapply(c(glycine = 300, "citric acid" = 5e5, taurine = 12), function(level) signif(level * drift * exp(rnorm(39, 0, 0.05)), 6))
matrix[4, 2] <- NA
qc <- samples$sampleType == "qc"
fit <- matrix * NA
for (batch in c("A", "B")) for (k in 1:3) {
  here <- which(samples$batch == batch)
  own <- which(samples$batch == batch & qc)
  curve <- loess(y ~ x, data.frame(x = order[own], y = matrix[own, k]), span = 1.4, degree = 1, surface = "direct")
  fit[here, k] <- predict(curve, data.frame(x = pmin(pmax(order[here], min(order[own])), max(order[own]))))
}
reference <- apply(matrix[qc, ], 2, median)
corrected <- sweep(matrix / fit, 2, reference, "*")
rsd <- function(m) apply(m[qc, ], 2, function(v) 100 * sd(v) / mean(v))
table <- function(m) data.frame(sample = samples$sample, m, check.names = FALSE)
write(samples, "in_samples.tsv")
write(table(matrix), "in_matrix.tsv")
write(data.frame(key = c("qc", "by", "span", "degree"), value = c("qc", "batch", "1.4", "1")), "in_config.tsv")
write(table(fit), "exp_drift_curve.tsv")
write(table(corrected), "exp_corrected.tsv")
write(data.frame(metabolite = colnames(matrix), rsd_qc_before = rsd(matrix), rsd_qc_after = rsd(corrected),
                 ref_median_qc = reference), "exp_summary.tsv")
