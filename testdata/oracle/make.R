# Cases of our own for the runner of oracle cases: made-up numbers, and what R makes of them by its own functions where
# it has one (aov, prcomp, lm, cor). Rscript make.R, in this folder; R 4.2.2. Tables hold 15 digits; NA is missing.
write_table <- function(table, file) write.table(format_table(table), file, sep = "\t", quote = FALSE, row.names = FALSE)
format_table <- function(table) {
  table[] <- lapply(table, function(v) if (is.numeric(v)) ifelse(is.na(v), "NA", sapply(v, format, digits = 15)) else v)
  table
}
named <- function(matrix, corner) cbind(setNames(data.frame(rownames(matrix)), corner), as.data.frame(matrix))
keys <- function(values) data.frame(key = names(values), value = unname(values))
settings <- function(folder, ...) write_table(data.frame(key = names(c(...)), value = c(...)), file.path(folder, "in_config.tsv"))

# ---- 01: seven variables in 9 pools of three batches and 8 people; gaps, a zero, one pool alone in its batch ----
dir.create("01_made", FALSE)
set.seed(41)
type <- c(rep(c("mix", "person", "mix", "person"), 4), "mix"); batch <- c(rep("b1", 6), rep("b2", 10), "b3")
level <- c(3, 50, 700, 9e3, 1e5, 0.02, 8)
X <- sapply(level, function(l) signif(l * exp(rnorm(17, 0, ifelse(type == "mix", 0.12, 0.5))), 6))
X[c(2, 5, 9), 2] <- NA; X[type == "mix", 3][-1] <- NA; X[4, 4] <- 0; X[type == "mix", 5] <- 7
dimnames(X) <- list(sprintf("r%02d", 1:17), c("Ala", "Gly, heavy", "Ser", "Val", "Thr", "Cys", "beta-Ala"))
write_table(named(X, "sample"), "01_made/in_matrix.tsv")
write_table(data.frame(sample = rownames(X), sampleType = type, batch = batch), "01_made/in_samples.tsv")
settings("01_made", qc = "mix", biological = "person")
components <- function(y, b) {
  b <- factor(b[!is.na(y)]); y <- y[!is.na(y)]
  if (nlevels(b) < 2 || length(y) <= nlevels(b)) return(c(NA_real_, NA_real_))
  squares <- summary(aov(y ~ b))[[1]][["Mean Sq"]]; size <- table(b)
  n0 <- (sum(size) - sum(size^2) / sum(size)) / (nlevels(b) - 1)
  c(max(0, (squares[1] - squares[2]) / n0), squares[2])
}
metrics <- function(v) {
  all <- v[type == "mix"]; q <- all[!is.na(all)]; p <- v[type == "person"]; p <- p[!is.na(p)]
  vc <- components(all, batch[type == "mix"]); lq <- suppressWarnings(sd(log(q))); lp <- suppressWarnings(sd(log(p)))
  c(n_qc = length(q), n_sample = length(p), detect_qc = length(q) / 9, detect_sample = length(p) / 8, mean_qc = mean(q),
    sd_qc = sd(q), rsd_qc = 100 * sd(q) / mean(q), robust_rsd_qc = 148.26 * mad(q, constant = 1) / abs(median(q)),
    log_cv_qc = 100 * sqrt(exp(lq^2) - 1), rsd_sample = 100 * sd(p) / mean(p), d_ratio = 100 * sd(q) / sd(p),
    d_ratio_robust = 100 * mad(q) / mad(p), d_ratio_log = 100 * lq / lp, cv_within_batch_qc = 100 * sqrt(vc[2]) / mean(q),
    cv_between_batch_qc = 100 * sqrt(vc[1]) / mean(q), icc_tech_sample_qc = max(0, 1 - sd(q)^2 / sd(p)^2),
    icc_tech_log = max(0, 1 - lq^2 / lp^2))
}
write_table(named(t(apply(X, 2, metrics)), "metabolite"), "01_made/exp_qc_metrics.tsv")

# ---- 07: more variables than samples, three components ----
dir.create("07_made", FALSE)
set.seed(43)
n <- 9; k <- 12; A <- 3; alpha <- 0.1
X <- matrix(rnorm(n * 3), n) %*% diag(c(3, 2, 1)) %*% matrix(rnorm(3 * k), 3) + matrix(rnorm(n * k, 5, 0.3), n)
X <- signif(sweep(X, 2, 10^(seq_len(k) %% 4), "*"), 7)
dimnames(X) <- list(paste0("s", 1:n), paste0("v", 1:k))
write_table(named(X, "sample"), "07_made/in_matrix.tsv"); settings("07_made", ncomp = "3", scaling = "auto", alpha = "0.1")
p <- prcomp(X, scale. = TRUE); l <- p$sdev^2
flip <- apply(p$rotation, 2, function(v) if (max(v) > -min(v)) 1 else -1)
P <- (p$rotation %*% diag(flip))[, 1:A]; S <- (p$x %*% diag(flip))[, 1:A]
colnames(P) <- colnames(S) <- paste0("PC", 1:A)
Q <- rowSums((scale(X) - S %*% t(P))^2); f <- qf(alpha, A, n - A, lower.tail = FALSE)
write_table(named(S, "sample"), "07_made/exp_scores.tsv"); write_table(named(P, "metabolite"), "07_made/exp_loadings.tsv")
write_table(data.frame(component = seq_along(l), eigenvalue = l, R2X = l / sum(l), R2X_cum = cumsum(l) / sum(l)), "07_made/exp_variance.tsv")
s0 <- sqrt(sum(Q) / ((n - A - 1) * (k - A)))
write_table(data.frame(sample = rownames(X), hotelling_T2 = mahalanobis(S, 0, cov(S)), Q_SPE = Q,
  DModX_norm = sqrt(Q / (k - A)) / s0 * sqrt(n / (n - A - 1))), "07_made/exp_outlier_stats.tsv")
th <- sapply(1:3, function(i) sum(l[-(1:A)]^i)); h <- 1 - 2 * th[1] * th[3] / (3 * th[2]^2); z <- qnorm(1 - alpha)
limits <- c(T2_lim_F_train = A * (n - 1) / (n - A) * f, T2_lim_F_new = A * (n^2 - 1) / (n * (n - A)) * f,
  T2_lim_beta_train = (n - 1)^2 / n * qbeta(1 - alpha, A / 2, (n - A - 1) / 2),
  Q_lim_JacksonMudholkar = th[1] * (z * sqrt(2 * th[2]) * h / th[1] + 1 + th[2] * h * (h - 1) / th[1]^2)^(1 / h),
  DModX_crit_F = sqrt(qf(1 - alpha, k - A, (n - A - 1) * (k - A))))
write_table(data.frame(limit = names(limits), value = unname(limits)), "07_made/exp_limits.tsv")
write_table(data.frame(axis = c("pc1", "pc2"), semi_axis = sqrt(l[1:2] * 2 * (n - 1) / (n - 2) * qf(1 - alpha, 2, n - 2))), "07_made/exp_ellipse.tsv")

# ---- 25: two methods, tied readings, a missing one ----
dir.create("25_made", FALSE)
set.seed(47)
truth <- runif(24, 1, 9)
x <- round(truth + rnorm(24, 0, 0.2), 1); y <- round(0.3 + 1.15 * truth + rnorm(24, 0, 0.2), 1); x[5] <- NA
write_table(data.frame(sample = paste0("p", 1:24), x = x, y = y), "25_made/in_data.tsv")
y <- y[!is.na(x)]; x <- x[!is.na(x)]; n <- length(x)
pairs <- subset(expand.grid(i = 1:n, j = 1:n), i < j); dx <- x[pairs$j] - x[pairs$i]; dy <- y[pairs$j] - y[pairs$i]
s <- sort((dy / dx)[!(dx == 0 & dy == 0)]); s <- s[s != -1]; N <- length(s); K <- sum(s < -1)
w <- round((N - qnorm(0.975) * sqrt(n * (n - 1) * (2 * n + 5) / 18)) / 2)
b <- mean(s[K + c(floor((N + 1) / 2), floor(N / 2) + 1)]); low <- s[w + K]; high <- s[N - w + 1 + K]
e <- eigen(cov(cbind(x, y)))$vectors[, 1]; deming <- e[2] / e[1]; line <- unname(coef(lm(y ~ x))); d <- y - x; r <- log(y) - log(x)
m <- function(a, b) mean((a - mean(a)) * (b - mean(b)))
write_table(keys(c(n = n, passing_bablok_intercept = median(y - b * x), passing_bablok_int_low = median(y - high * x),
  passing_bablok_int_high = median(y - low * x), passing_bablok_slope = b, passing_bablok_slope_low = low,
  passing_bablok_slope_high = high, deming1_slope = deming, deming1_intercept = mean(y) - deming * mean(x),
  ols_slope = line[2], ols_intercept = line[1], pearson_r = cor(x, y), spearman_rho = cor(x, y, method = "spearman"),
  lin_ccc = 2 * m(x, y) / (m(x, x) + m(y, y) + (mean(x) - mean(y))^2), ba_mean_diff = mean(d), ba_sd_diff = sd(d),
  ba_loa_low = mean(d) - 1.96 * sd(d), ba_loa_high = mean(d) + 1.96 * sd(d), ba_log_geo_ratio = exp(mean(r)),
  ba_log_loa_low = exp(mean(r) - 1.96 * sd(r)), ba_log_loa_high = exp(mean(r) + 1.96 * sd(r)))), "25_made/exp_method_comparison.tsv")
