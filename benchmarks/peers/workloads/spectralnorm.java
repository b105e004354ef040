import java.util.Arrays;
import java.util.Locale;

// The spectral norm of an infinite matrix: arrays of floats and a function that is called a lot.
class spectralnorm {
    public static void main(String[] args) {
        int n = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        double[] u = new double[n], v = new double[n], scratch = new double[n];
        Arrays.fill(u, 1);
        for (int i = 0; i < 10; i++) {
            multiplyTwice(u, v, scratch);
            multiplyTwice(v, u, scratch);
        }
        System.out.println(String.format(Locale.ROOT, "%.9f", Math.sqrt(product(u, v) / product(v, v))));
    }

    static double element(long i, long j) {
        return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
    }

    static void multiply(double[] v, double[] result, boolean isTransposed) {
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int j = 0; j < v.length; j++) sum += (isTransposed ? element(j, i) : element(i, j)) * v[j];
            result[i] = sum;
        }
    }

    static void multiplyTwice(double[] v, double[] result, double[] scratch) {
        multiply(v, scratch, false);
        multiply(scratch, result, true);
    }

    static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }
}
